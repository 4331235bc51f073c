import CSQLite
import Testing

@testable import Store

/// Every statement that runs while a post is published is explained, with the triggers that it
/// sets off, so that a new one cannot be forgotten here.
@Suite("How SQLite goes about a post")
struct PlanTests {
  /// Tables that hold no more rows than there are accounts or calls under way.
  private static let small: Set<String> = [
    "account", "data_key", "flight", "spending", "staging", "token", "unproven",
  ]

  @Test("nothing walks along a large table or sorts it", arguments: Stage.allCases)
  func plans(_ stage: Stage) throws {
    let fixture = try stage.prepare()
    let texts = fixture.store.connection.texts.sorted()
    #expect(texts.count > 20)
    try fixture.store.connection.switchOn(SQLITE_DBCONFIG_TRIGGER_EQP)
    for text in texts {
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
