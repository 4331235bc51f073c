import Domain

/// The timelines as a table, and the verdict.
struct DemoTable {
  private struct Row {
    var platform: String
    var text: String
    var extras: String
    var copies: Int
  }

  private let rows: [Row]

  /// - Parameter posts: of the sandbox's `timelines.json`.
  init(_ posts: [JSON]) {
    rows = posts.map { post in
      let pictures = post["media"]?.array?.count ?? 0
      let extras = [
        pictures > 0 ? "\(pictures) picture" : nil,
        post["warning"]?.string.map { _ in "content warning" },
        post["parent"]?.string.map { _ in "in a thread" },
      ]
      return Row(
        platform: post["platform"]?.string ?? "",
        text: (post["text"]?.string ?? "").replacing("\n", with: " "),
        extras: extras.compactMap(\.self).joined(separator: ", "),
        copies: 1 + Int(post["duplicates"]?.integer ?? 0))
    }
  }

  /// Something is there, nothing twice, and the hard post on both networks.
  var isEachOnce: Bool {
    let hard = rows.filter { $0.text.contains(DemoStage.hardPost) }
    return rows.allSatisfy { $0.copies == 1 } && Set(hard.map(\.platform)).count == 2
  }

  var text: String {
    rows.sorted { ($0.text, $0.platform) < ($1.text, $1.platform) }.map { row in
      let text = row.text.count > 58 ? row.text.prefix(57) + "…" : row.text[...]
      return
        "  \(row.copies)×  \(padded(row.platform, 9)) \(padded(String(text), 58)) \(row.extras)\n"
    }.joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
