import ArgumentParser

/// A command that can say what a signal left behind.
protocol Interruptible {
    var interruptionMessage: String { get }
}

/// A command that takes signals instead of being cancelled by them.
protocol SignalTakingCommand: AsyncParsableCommand {
    func run(signals: SignalReceiver) async throws
}
