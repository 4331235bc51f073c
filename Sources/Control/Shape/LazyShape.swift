import Synchronization

/// A shape that is found out when it is first asked for. Finding out takes reflection, a
/// millisecond for a type, and most operations are never called in a daemon's life.
final class LazyShape: Sendable {
  private let known = Mutex<Shape?>(nil)
  private let find: @Sendable () -> Shape

  init<Value: Codable & Sendable>(of type: Value.Type) {
    find = { Shape.of(type) }
  }

  var shape: Shape {
    known.withLock { known in
      let shape = known ?? find()
      known = shape
      return shape
    }
  }
}
