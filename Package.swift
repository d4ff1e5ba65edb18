// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "swift-pg-sample",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "PGSample", targets: ["PGSample"]),
        .library(name: "PGSampleFixtures", targets: ["PGSampleFixtures"]),
        .library(name: "PGSampleTesting", targets: ["PGSampleTesting"]),
        .library(name: "PGSampleXCTest", targets: ["PGSampleXCTest"]),
        .executable(name: "pg-sample", targets: ["pg-sample"]),
        .plugin(name: "GenerateFixtures", targets: ["PGSampleGenerateFixtures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // System libraries: a module map and a shim header each, no logic.
        .systemLibrary(
            name: "CPGSampleLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev", "pkg-config"]), .brew(["libpq"])]
        ),
        .systemLibrary(
            name: "CPGSampleZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev", "pkg-config"]), .brew(["zlib"])]
        ),

        // A target depends only on targets above it in this list.
        .target(name: "PGSampleSQL"),
        .target(name: "PGSampleLibPQ", dependencies: ["CPGSampleLibPQ"]),
        .target(
            name: "PGSampleLocalServer",
            dependencies: [
                "PGSampleLibPQ",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(
            name: "PGSampleCatalog",
            dependencies: [
                "PGSampleLibPQ", "PGSampleSQL",
            ]
        ),
        .target(
            name: "PGSampleFixtureFile",
            dependencies: [
                "CPGSampleZlib", "PGSampleLibPQ", "PGSampleSQL",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(
            name: "PGSample",
            dependencies: [
                "PGSampleCatalog", "PGSampleFixtureFile", "PGSampleLibPQ", "PGSampleLocalServer",
                "PGSampleSQL",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        // What tests link: without Yams and ArgumentParser, and the first of the three without a test library.
        .target(
            name: "PGSampleFixtures",
            dependencies: [
                "PGSampleFixtureFile", "PGSampleLibPQ", "PGSampleLocalServer", "PGSampleSQL",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(name: "PGSampleTesting", dependencies: ["PGSampleFixtures"]),
        .target(name: "PGSampleXCTest", dependencies: ["PGSampleFixtures"]),
        .executableTarget(
            name: "pg-sample",
            dependencies: [
                "PGSample",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .plugin(
            name: "PGSampleGenerateFixtures",
            capability: .command(
                intent: .custom(
                    verb: "generate-fixtures",
                    description:
                        "Samples the databases that Fixtures/fixtures.yml declares into fixture files."
                ),
                permissions: [
                    .writeToPackageDirectory(reason: "Fixtures are files of the package."),
                    .allowNetworkConnections(
                        scope: .all(ports: []),
                        reason: "Fixtures are sampled from the databases that fixtures.yml names."
                    ),
                ]
            ),
            dependencies: ["pg-sample"]
        ),

        .testTarget(name: "PGSampleSQLTests", dependencies: ["PGSampleSQL"], exclude: ["Dumps"]),
        .testTarget(
            name: "PGSampleLibPQTests",
            dependencies: ["PGSampleLibPQ", "PGSampleLocalServer"]
        ),
        .testTarget(
            name: "PGSampleLocalServerTests",
            dependencies: [
                "PGSampleLibPQ", "PGSampleLocalServer",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "PGSampleCatalogTests",
            dependencies: ["PGSampleCatalog", "PGSampleLibPQ", "PGSampleLocalServer", "PGSampleSQL"]
        ),
        .testTarget(
            name: "PGSampleFixtureFileTests",
            dependencies: [
                "PGSampleFixtureFile", "PGSampleLibPQ", "PGSampleLocalServer", "PGSampleSQL",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "PGSampleFixturesTests",
            dependencies: [
                "PGSampleFixtures", "PGSampleFixtureFile", "PGSampleLibPQ", "PGSampleLocalServer",
                "PGSampleSQL",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PGSampleTestingTests",
            dependencies: [
                "PGSampleFixtures", "PGSampleLibPQ", "PGSampleLocalServer", "PGSampleTesting",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PGSampleXCTestTests", dependencies: ["PGSampleFixtures", "PGSampleXCTest"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "PGSampleTests",
            dependencies: [
                "pg-sample", "PGSample", "PGSampleCatalog", "PGSampleFixtureFile", "PGSampleLibPQ",
                "PGSampleLocalServer", "PGSampleSQL",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Schemas"]
        ),
    ]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
