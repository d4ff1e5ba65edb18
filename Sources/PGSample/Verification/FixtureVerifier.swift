import SystemPackage
struct FixtureVerifier { func verify(_ path: FilePath, isDataOnly: Bool) async throws {} }
