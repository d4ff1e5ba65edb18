/// What a test asks for, before anything is looked at.
package struct FixtureRequest: Sendable {
    /// In the order in which they are loaded; at least one.
    package var names: [String]
    package var isolation: FixtureIsolation
    package var migrate: FixtureStep?
    package var then: FixtureStep?
    /// The version of the steps, chosen by the user: a template is reused while it and the fixtures stay the
    /// same. Required when there is a step.
    package var revision: String?
    package var places: FixturePlaces

    package init(
        _ names: [String], isolation: FixtureIsolation = .database, migrate: FixtureStep? = nil,
        then: FixtureStep? = nil, revision: String? = nil, places: FixturePlaces
    ) {
        self.names = names
        self.isolation = isolation
        self.migrate = migrate
        self.then = then
        self.revision = revision
        self.places = places
    }

    /// What its template depends on.
    struct Key: Sendable, Hashable {
        var names: [String]
        var places: FixturePlaces
        var revision: String?
        var hasMigrateStep: Bool
        var hasThenStep: Bool
    }

    var key: Key {
        Key(
            names: names, places: places, revision: revision, hasMigrateStep: migrate != nil,
            hasThenStep: then != nil
        )
    }

    /// The fixtures in quotes, for messages.
    var title: String {
        (names.count == 1 ? "fixture " : "fixtures ") + names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    // MARK: Steps

    /// - Throws: ``FixtureError`` with `.invalidSettings` for steps that nothing stands for.
    func checkSteps() throws(FixtureError) {
        guard migrate != nil || then != nil, revision == nil else { return }
        throw FixtureError(
            .invalidSettings,
            "\(title) has a step and no revision: say revision: \"1\", and another one whenever the step "
                + "does something else, so that its outcome can be kept"
        )
    }

    /// Runs one of the steps on a database.
    ///
    /// - Throws: ``FixtureError`` with `.stepFailed`; `CancellationError`.
    func run(_ step: FixtureStep?, _ name: String, on database: FixtureDatabase) async throws {
        guard let step else { return }
        do {
            try await CurrentFixture.$database.withValue(database) { try await step(database) }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw FixtureError(
                .stepFailed, "the step \"\(name)\" of \(title) threw: \(error)",
                sqlState: (error as? FixtureError)?.sqlState, cause: error
            )
        }
    }
}
