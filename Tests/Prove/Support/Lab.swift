import Glibc
import Synchronization

/// What an experiment works with: the binary, a scratch folder, its time and its chance.
final class Lab: Sendable {
  let binary: String
  let folder: String
  let lanes: Int
  private let preloads: String?
  let deadline: Moment
  private let dice: Mutex<Dice>
  private let rooms = Mutex(0)

  init(_ options: Options, minutes: Double) throws {
    binary = options.binary
    lanes = options.lanes
    preloads = options.preloads
    deadline = Moment.now + minutes * 60
    dice = Mutex(Dice(seed: options.seed))
    folder = try Files.newFolder()
  }

  /// The path of a library of `Preload` that is loaded into the daemon.
  func preload(_ name: String) throws -> String {
    let path = "\(preloads ?? "")/libprove-\(name).so"
    guard access(path, R_OK) == 0 else {
      throw Skipped("Preload/\(name).c was not built (scripts/prove.sh does)")
    }
    return path
  }

  var secondsLeft: Double { deadline.seconds(since: Moment.now) }

  var isOver: Bool { Moment.now >= deadline }

  /// Chance of its own for a lane or a round, the same in each run with the same seed.
  func newDice() -> Dice { dice.withLock { Dice(seed: $0.next()) } }

  /// An empty folder.
  func newRoom() throws -> String {
    let number = rooms.withLock { count in
      count += 1
      return count
    }
    let room = "\(folder)/\(number)"
    guard mkdir(room, 0o755) == 0 else { throw Trouble("\(room) cannot be made") }
    return room
  }

  func end() { Files.remove(folder) }

  /// Runs `work` on as many threads as there are lanes and adds up what they count.
  func onLanes(
    _ tally: inout Tally, _ work: @escaping @Sendable (Int, inout Tally) throws -> Void
  ) {
    let empty = tally
    let sum = Mutex(tally)
    let threads = (0..<lanes).map { lane in
      Thread {
        var own = empty
        do {
          try work(lane, &own)
        } catch {
          own.fail("lane \(lane) broke off: \(error)")
        }
        let counted = own
        sum.withLock { $0.add(counted) }
      }
    }
    for thread in threads { thread.join() }
    tally = sum.withLock { $0 }
  }
}

/// Chance from a seed (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...(items.count - 1))] }

  mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }
}
