/// A CSV file as a table: a header with known names, then rows of equal length.
struct CSVTable {
  private let bytes: [UInt8]
  private let file: String
  private let report: Report
  private var records: CSVRecords
  private var header: [String] = []
  private var rows = 0
  private let rowsLimit: Int

  init(_ bytes: [UInt8], file: String, rowsLimit: Int, report: Report) {
    self.rowsLimit = rowsLimit
    self.bytes = bytes
    self.file = file
    self.report = report
    records = CSVRecords([], file: file)
  }

  /// Reads the header; `false` when the file cannot be used, which is reported.
  mutating func open() -> Bool {
    guard bytes.count <= CSVImport.bytesLimit else {
      report.error(
        .start(of: file), "the file is larger than \(ByteCount.text(CSVImport.bytesLimit))",
        hint: "split it")
      return false
    }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let problem = YAMLText.problem(in: content) {
      let place = Place(file: file, line: problem.line + 1, column: problem.column + 1)
      report.error(place, problem.message, hint: problem.hint)
      return false
    }
    records = CSVRecords(content, file: file)
    guard let first = record() else {
      report.error(
        .start(of: file), "the file is empty",
        hint: "it begins with a header such as id,at,to,text")
      return false
    }
    header = first.fields.map(\.value)
    return judge(first)
  }

  /// The next row with its line; `nil` at the end, and when the rest is unusable.
  mutating func next() -> (node: YAMLNode, line: Int)? {
    while let record = record() {
      if record.fields.count == 1, record.fields[0].value.isEmpty { continue }
      rows += 1
      guard rows <= rowsLimit else {
        report.error(
          record.fields[0].place, "more than \(rowsLimit) rows", hint: "split the file")
        return nil
      }
      guard record.fields.count == header.count else {
        report.error(
          record.fields[0].place,
          "the row has \(record.fields.count) fields, the header \(header.count)",
          hint: "put fields with commas or line breaks into quotes")
        continue
      }
      return (CSVColumns.node(record, header: header, file: file), record.line)
    }
    return nil
  }

  private mutating func record() -> CSVRecords.Record? {
    do {
      return try records.next()
    } catch {
      report.error(error.place, error.message, hint: error.hint)
      records = CSVRecords([], file: file)
      return nil
    }
  }

  private func judge(_ record: CSVRecords.Record) -> Bool {
    let before = report.errorCount
    var places: [String: Place] = [:]
    for name in record.fields {
      if let first = places[name.value] {
        report.error(
          name.place, "duplicate column \(quoted(name.value))", hint: "it is also at \(first)")
      } else if !CSVColumns.all.contains(name.value) {
        report.error(
          name.place, "unknown column \(quoted(name.value))",
          hint: Spelling.suggestion(for: name.value, among: CSVColumns.all)
            ?? "columns are: " + CSVColumns.all.joined(separator: ", "))
      }
      places[name.value] = name.place
    }
    if places["at"] == nil {
      report.error(
        record.fields[0].place, "there is no column \"at\"", hint: "when a post goes out")
    }
    return report.errorCount == before
  }
}
