// swift-tools-version: 6.2
import PackageDescription

// Measures pg-sample beside the same work by hand, with nothing but programs that anyone has: it is built with ours, and
// runs them as processes, as it runs psql, pg_dump and gzip.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-pg-sample", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(
            name: "benchmark",
            dependencies: [
                "fixture-copies",
                .product(name: "pg-sample", package: "swift-pg-sample"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.copy("SQL")]
        ),
        // A program as one with tests is, whose process is measured like the others.
        .executableTarget(
            name: "fixture-copies",
            dependencies: [.product(name: "PGSampleFixtures", package: "swift-pg-sample")]
        ),
    ]
)
