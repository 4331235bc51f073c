import CSQLite
import Testing

@testable import Store

/// Every statement that runs while posts come in and go out is explained, with the triggers that it
/// sets off, so that a new one cannot be forgotten here. What only a start runs may take its time.
@Suite("How SQLite goes about a post")
struct PlanTests {
  /// Tables that hold no more rows than there are accounts or calls under way, and no table.
  private static let small: Set<String> = [
    "account", "data_key", "flight", "spending", "staging", "token", "unproven", "CONSTANT",
  ]

  @Test("nothing walks along a large table or sorts it", arguments: Stage.allCases)
  func plans(_ stage: Stage) throws {
    let fixture = try stage.prepare()
    let ofStart = try Fixture().store.connection.texts
    let texts = Set(fixture.store.connection.texts).subtracting(ofStart).sorted()
    #expect(texts.count > 10)
    try fixture.store.connection.switchOn(SQLITE_DBCONFIG_TRIGGER_EQP)
    // A new account is looked for by rows that came before it, of which there can be none.
    for text in texts where !text.hasPrefix("INSERT INTO account") {
      let lines = try fixture.store.connection.rows(SQL("EXPLAIN QUERY PLAN " + text)) {
        $0.text(3)
      }
      for line in lines {
        #expect(!line.contains("TEMP B-TREE"), "\(text)")
        let words = line.split(separator: " ")
        guard words.first == "SCAN", words.count > 1 else { continue }
        #expect(Self.small.contains(String(words[1])), "\(line) in \(text)")
      }
    }
  }
}
