import Domain
import Scheduler

/// Runs turns until told to stop.
struct TurnLoop {
  /// Letters of one turn: enough to share a commit, few enough to take no longer than people
  /// notice, some ten milliseconds.
  private static let lettersPerTurnMax = 64

  private var runner: TurnRunner
  private let mailbox: Mailbox
  private let seed: @Sendable () -> [UInt8]
  /// The randomness of the next turn, drawn while nobody waits for it.
  private var nextSeed: [UInt8]
  private let perform: @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void
  private let recorded: @Sendable (Int64) -> Void
  private let diskFull: @Sendable () -> Bool
  /// The audit log's latest line that `recorded` was told of.
  private var latestEvent: Int64 = -1

  init(
    runner: TurnRunner, mailbox: Mailbox, seed: @escaping @Sendable () -> [UInt8],
    perform: @escaping @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void,
    recorded: @escaping @Sendable (Int64) -> Void, diskFull: @escaping @Sendable () -> Bool
  ) {
    self.runner = runner
    self.mailbox = mailbox
    self.seed = seed
    nextSeed = seed()
    self.perform = perform
    self.recorded = recorded
    self.diskFull = diskFull
  }

  mutating func run(bell: Bell) throws {
    let alarm = Alarm(bell: bell)
    var isStopping = false
    while !isStopping {
      let letters = mailbox.take(TurnLoop.lettersPerTurnMax, isBrief: runner.isBrief)
      isStopping = letters.contains { if case .stop = $0 { true } else { false } }
      do {
        try turn(letters)
      } catch {
        Mailbox.refuse(letters, error)
        throw error
      }
      nextSeed = seed()
      guard !isStopping, !runner.core.wantsAnotherTurn, mailbox.rest() else { continue }
      if alarm.sleep(until: runner.core.nextWake) == .clockStep {
        mailbox.post(.event(.clockStep))
      }
    }
  }

  private mutating func turn(_ letters: [Letter]) throws {
    let ending = try runner.turn(
      letters, clocks: SystemClocks.read(), seed: nextSeed, release: perform)
    switch ending {
    case .committed(let turn):
      if turn.latestEvent != latestEvent {
        latestEvent = turn.latestEvent
        recorded(turn.latestEvent)
      }
      for action in turn.afterCommit { action() }
      for case .between(let errand) in letters { errand.run(runner.store) }
    case .undone(let tell):
      for action in tell { action() }
    case .full(let error):
      Mailbox.refuse(letters, error)
      // The reserve makes room for the outcomes, but for nothing else.
      if diskFull() { mailbox.post(.event(.disk(isLow: true))) }
    }
  }
}
