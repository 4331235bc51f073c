/// Rows under headings.
///
/// On a terminal the columns are lined up and fit its width; in a pipe every row is a line with
/// tabs, without headings, and nothing is cut.
package struct Table: Hashable, Sendable {
  private var columns: [Column]
  private var rows: [[Cell]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// A column and how it gives way.
  package struct Column: Hashable, Sendable {
    package var title: String
    package var isRight: Bool
    /// Columns that may be cut when the terminal is narrow keep at least this width; `nil` is never
    /// cut.
    package var least: Int?

    package init(_ title: String, right: Bool = false, least: Int? = nil) {
      self.title = title
      isRight = right
      self.least = least
    }
  }

  /// A value in a row.
  package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation
  {
    package var text: String
    package var tone: Tone

    package init(_ text: String?, _ tone: Tone = .plain) {
      self.text = DisplayText.line(text ?? "")
      self.tone = tone
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  /// Adds a row; it has one cell for every column.
  package mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row of another table")
    rows.append(cells)
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// The table as text, each line with its end.
  ///
  /// - Parameter indent: spaces before each line on a terminal.
  package func text(_ style: Style, indent: Int = 0) -> String {
    guard style.isTerminal else {
      return rows.map { $0.map(\.text).joined(separator: "\t") + "\n" }.joined()
    }
    let kept = columns.indices.filter { index in
      rows.contains { !$0[index].text.isEmpty }
    }
    let widths = self.widths(of: kept, style.width - indent)
    let whole = widths.reduce(0, +) + Table.gap * (kept.count - 1)
    guard whole <= style.width - indent else { return records(kept, style, indent) }
    let header = line(kept, widths, columns.map { Cell($0.title, .dim) }, style, indent)
    return ([header] + rows.map { line(kept, widths, $0, style, indent) }).joined()
  }

  private static let gap = 2

  /// Where the table does not fit, each row becomes a paragraph with a line for each value.
  private func records(_ kept: [Int], _ style: Style, _ indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    let titleWidth = kept.map { DisplayText.width(columns[$0].title) }.max() ?? 0
    let room = max(8, style.width - indent - titleWidth - Table.gap)
    let paragraphs = rows.map { cells in
      kept.filter { !cells[$0].text.isEmpty }.map { index in
        let title = DisplayText.pad(columns[index].title, to: titleWidth + Table.gap)
        let value = DisplayText.cut(cells[index].text, to: room)
        return margin + style.paint(title, .dim) + style.paint(value, cells[index].tone) + "\n"
      }.joined()
    }
    return paragraphs.joined(separator: "\n")
  }

  /// The widest cell of each column; then, while the line is too long, the widest column that may
  /// be cut gives way.
  private func widths(of kept: [Int], _ limit: Int) -> [Int] {
    var widths = kept.map { index in
      rows.reduce(DisplayText.width(columns[index].title)) {
        max($0, DisplayText.width($1[index].text))
      }
    }
    var excess = widths.reduce(0, +) + Table.gap * (kept.count - 1) - limit
    while excess > 0 {
      let candidates = kept.indices.filter { widths[$0] > columns[kept[$0]].least ?? .max }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ kept: [Int], _ widths: [Int], _ cells: [Cell], _ style: Style, _ indent: Int)
    -> String
  {
    var line = String(repeating: " ", count: indent)
    for (position, index) in kept.enumerated() {
      let cut = DisplayText.cut(cells[index].text, to: widths[position])
      let fill = String(repeating: " ", count: max(0, widths[position] - DisplayText.width(cut)))
      let painted = style.paint(cut, cells[index].tone)
      let isLast = position == kept.count - 1
      if columns[index].isRight {
        line += fill + painted
      } else {
        line += painted + (isLast ? "" : fill)
      }
      if !isLast { line += String(repeating: " ", count: Table.gap) }
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
