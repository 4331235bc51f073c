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
      let media = post["media"]?.array ?? []
      let films = media.count { $0["mime"]?.string?.hasPrefix("video/") ?? false }
      let extras = [
        films > 0 ? "\(films) film" : nil,
        media.count > films ? "\(media.count - films) picture" : nil,
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

  /// Nothing is there twice, the hard post is on both networks and the campaign on all.
  var isEachOnce: Bool {
    rows.allSatisfy { $0.copies == 1 } && networks(of: DemoStage.hardPost) == 2
      && networks(of: DemoCampaign.text) == DemoCampaign.networks.count
  }

  private func networks(of text: String) -> Int {
    Set(rows.filter { $0.text.contains(text) }.map(\.platform)).count
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
