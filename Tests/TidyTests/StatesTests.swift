import Domain
import Testing

/// docs/states.md and `DeliveryState` say the same.
@Suite struct StatesTests {
  let rows: [[String]]
  let drawn: [(from: String, to: String)]

  init() throws {
    let page = try #require(Tree.house["docs/states.md"])
    rows = page.lines.filter { $0.hasPrefix("| ") }.map { line in
      line.split(separator: "|").map { cell in
        cell.split(separator: " ").joined(separator: " ")
      }
    }
    drawn = page.lines.compactMap { line in
      line.wholeMatch(of: /\s*(\w+) --> (\w+)(?:: .*)?/).map { (String($0.1), String($0.2)) }
    }
  }

  @Test("the table has every state with its successors", arguments: DeliveryState.allCases)
  func successors(of state: DeliveryState) throws {
    let row = try #require(rows.first { $0.count == 4 && $0[1] == state.word })
    #expect(row[0] == String(state.rawValue))
    let written = row[2] == "–" ? [] : row[2].split(separator: ", ").map(String.init)
    #expect(Set(written) == Set(state.successors.map(\.word)))
    #expect(written.count == state.successors.count)
  }

  @Test("the table has no state that does not exist")
  func count() {
    #expect(
      rows.filter { $0.count == 4 && Int($0[0]) != nil }.count == DeliveryState.allCases.count)
  }

  @Test("the drawing shows every state, and only ways that exist")
  func drawing() {
    var shown: Set<String> = []
    for (from, to) in drawn {
      let source = state(named: from)
      let target = state(named: to)
      shown.formUnion([from, to])
      #expect(
        source.map { $0.successors.contains { $0 == target } } ?? false, "\(from) --> \(to)")
    }
    #expect(shown == Set(DeliveryState.allCases.map { id($0) }))
  }

  @Test("the words for people are those of the code", arguments: DeliveryState.allCases)
  func outerStatus(of state: DeliveryState) throws {
    let row = try #require(rows.first { $0.count == 3 && $0[0] == state.word })
    #expect(row[1] == OuterDeliveryStatus(state, tries: 0).rawValue)
    #expect(row[2] == OuterDeliveryStatus(state, tries: 1).rawValue)
  }

  @Test("every outer status is explained")
  func outerStatuses() {
    let explained = Set(rows.filter { $0.count == 2 }.map { $0[0] })
    let statuses =
      OuterPostStatus.allCases.map(\.rawValue) + OuterDeliveryStatus.allCases.map(\.rawValue)
    #expect(explained.isSuperset(of: statuses))
  }

  private func id(_ state: DeliveryState) -> String {
    state.word.split(separator: " ").joined(separator: "_")
  }

  private func state(named name: String) -> DeliveryState? {
    DeliveryState.allCases.first { id($0) == name }
  }
}
