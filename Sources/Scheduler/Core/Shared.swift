/// A large value that copies of the core share: each turn begins with a copy, in case the disk
/// turns out to be full.
final class Shared<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
