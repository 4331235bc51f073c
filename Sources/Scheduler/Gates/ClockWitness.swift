import Domain

/// What the `Date` headers of other machines say about our wall clock. One host that agrees
/// confirms it; two that disagree accuse it.
struct ClockWitness: Hashable, Sendable {
  /// A clock that is off by more than this is wrong.
  static let tolerance = Duration.seconds(90)
  /// A witness counts for this long.
  static let memory = Duration.seconds(3600)
  /// `Date` has whole seconds and travels; less than this says nothing.
  private static let resolution = Duration.seconds(2)

  private struct Sighting: Hashable {
    var host: String
    /// Our wall clock minus theirs.
    var ahead: Duration
    var at: Uptime
  }

  private var sightings: [Sighting] = []
  /// The latest moment that the store remembers: a right clock is later.
  private let floor: Instant?
  /// The wall clock shows an earlier time than that.
  private(set) var isBehind = false

  init(floor: Instant? = nil) {
    self.floor = floor
  }

  /// Looks at the wall clock of a turn.
  mutating func look(at wall: Instant) {
    isBehind = floor.map { wall + ClockWitness.tolerance < $0 } ?? false
  }

  mutating func observe(host: String, date: Instant, clocks: Clocks) {
    sightings.removeAll { $0.host == host || clocks.uptime - $0.at > ClockWitness.memory }
    sightings.append(Sighting(host: host, ahead: clocks.wall - date, at: clocks.uptime))
    if sightings.count > 32 { sightings.removeFirst() }
  }

  /// Forgets everything: the wall clock was set, so that earlier sightings speak of another clock.
  mutating func forget() {
    sightings = []
  }

  func hasRecent(at now: Uptime) -> Bool {
    !recent(at: now).isEmpty
  }

  /// Whether the wall clock is accused, and nobody confirms it: by two hosts, or by one and the
  /// store.
  func isInDoubt(at now: Uptime) -> Bool {
    let seen = recent(at: now)
    let accusers = seen.filter { abs($0.ahead) > ClockWitness.tolerance }
    return accusers.count >= (isBehind ? 1 : 2) && accusers.count == seen.count
  }

  /// The wall clock for judging whether something is due: held back by as much as every witness
  /// agrees that it is ahead. Late can be repaired, early cannot.
  func dueTime(_ clocks: Clocks) -> Instant {
    let ahead = recent(at: clocks.uptime).map(\.ahead).min() ?? .zero
    return ahead > ClockWitness.resolution ? clocks.wall - ahead : clocks.wall
  }

  private func recent(at now: Uptime) -> [Sighting] {
    sightings.filter { now - $0.at <= ClockWitness.memory }
  }

  private func abs(_ duration: Duration) -> Duration {
    duration < .zero ? .zero - duration : duration
  }
}
