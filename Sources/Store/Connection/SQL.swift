import Synchronization

/// One SQL statement of this program. Its number is its place in the statement cache, so each is
/// made once, as a static constant.
final class SQL: Sendable {
  let text: String
  let number: Int

  private static let made = Atomic<Int>(0)

  init(_ text: String) {
    self.text = text
    number = SQL.made.add(1, ordering: .relaxed).oldValue
  }
}

/// A value that can be bound to a parameter or read from a column.
protocol Bindable {
  func bind(to statement: Statement, at index: Int32)
}

extension Int64: Bindable {
  func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

extension Int: Bindable {
  func bind(to statement: Statement, at index: Int32) { statement.bind(Int64(self), at: index) }
}

extension Bool: Bindable {
  func bind(to statement: Statement, at index: Int32) {
    statement.bind(self ? 1 : 0 as Int64, at: index)
  }
}

extension Double: Bindable {
  func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

extension String: Bindable {
  func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

extension [UInt8]: Bindable {
  func bind(to statement: Statement, at index: Int32) { statement.bind(self, at: index) }
}

extension Optional: Bindable where Wrapped: Bindable {
  func bind(to statement: Statement, at index: Int32) {
    // A parameter that is not bound is NULL.
    if let self { self.bind(to: statement, at: index) }
  }
}
