import PackagePlugin
@main struct GenerateFixtures: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {}
}
