// swift-tools-version: 6.2
import PackageDescription

// A package as a stranger would write it: it takes ours by its path, and has tests of both kinds and a program that use
// fixtures. `run` beside it does what the stranger would do at the terminal, and judges it.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-pg-sample", path: "../..")],
    targets: [
        .executableTarget(
            name: "seed",
            dependencies: [.product(name: "PGSampleFixtures", package: "swift-pg-sample")]
        ),
        .executableTarget(
            name: "benchmark",
            dependencies: [.product(name: "PGSampleFixtures", package: "swift-pg-sample")]
        ),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq"),
        .testTarget(
            name: "ConsumerTests",
            dependencies: [
                "CLibPQ",
                .product(name: "PGSampleTesting", package: "swift-pg-sample"),
                .product(name: "PGSampleXCTest", package: "swift-pg-sample"),
            ],
            resources: [.copy("Fixtures")]
        ),
    ]
)
