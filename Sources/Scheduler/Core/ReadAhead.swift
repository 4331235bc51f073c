import Domain

/// Ready flows of an account, read ahead of their turn: the queue is asked once for many of them.
///
/// It is forgotten whenever anything but time may have made another flow ready.
struct ReadAhead: Sendable {
  /// A few hundred bytes for each busy account, and one question in so many posts.
  static let countMax = 16

  /// In the order in which they begin.
  private var flows: [ReadyFlow] = []
  /// Nothing beyond them was ready.
  private var isWhole = false

  /// The queue must be asked.
  var isUnknown: Bool { flows.isEmpty && !isWhole }

  var first: ReadyFlow? { flows.first }

  mutating func take(_ flow: ReadyFlow) { flows.removeAll { $0.id == flow.id } }

  /// - Parameter flows: the first of what is ready, at most `countMax`.
  mutating func fill(_ flows: [ReadyFlow]) {
    self.flows = flows
    isWhole = flows.count < ReadAhead.countMax
  }

  mutating func forget() {
    flows = []
    isWhole = false
  }
}
