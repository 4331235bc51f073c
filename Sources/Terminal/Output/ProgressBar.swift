/// A bar for long work.
///
/// It is drawn on standard error, and only on a terminal.
package struct ProgressBar: Sendable {
  private let title: String
  private let width: Int

  package init(_ title: String, width: Int) {
    self.title = title
    self.width = width
  }

  /// The line to draw over the one before: a carriage return, and no line end.
  package func line(done: Int, of total: Int) -> String {
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
    let numbers = "\(NumberText.grouped(done)) of \(NumberText.grouped(total))"
    let room = max(0, min(40, width - title.count - numbers.count - 6))
    let filled = Int(Double(room) * share)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
    return "\r\(title) [\(bar)] \(numbers)\u{1B}[K"
  }

  /// Removes the bar.
  package static let clear = "\r\u{1B}[K"
}
