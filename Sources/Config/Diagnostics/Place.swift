/// Where something stands in a file, as people count: lines and columns begin with 1, and a column
/// is a Unicode scalar.
package struct Place: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The path as it was asked for, relative to the folder of the configuration.
  package var file: String
  package var line: Int
  package var column: Int
  /// How many columns it covers on that line; at least 1.
  package var length: Int

  package init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }

  /// The beginning of a file, for what concerns it as a whole.
  package static func start(of file: String) -> Place {
    Place(file: file, line: 1, column: 1)
  }

  /// `schedule.yaml:12:5`.
  package var description: String { "\(file):\(line):\(column)" }

  package static func < (left: Place, right: Place) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
