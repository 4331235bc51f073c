import Config
import Control
import Domain
import Store

extension Operator {
  /// Posts that one export holds.
  private static let exportedMax = 10_000
  private static let postsPerTurn = 100

  func export(_ request: ExportPosts) async throws(ErrorObject) -> ExportView {
    let uids = try await inTurn { context in
      try context.store.storedPosts(origins: [.api, .assist])
        .filter { request.project == nil || $0.project == request.project }
        .filter { post in post.deliveries.contains { $0.state != .cancelled } }
        .map(\.uid)
    }
    guard uids.count <= Operator.exportedMax else {
      throw ErrorObject(
        .tooMany, "more than \(Operator.exportedMax) posts", hint: "export one project at a time")
    }
    var lines = Operator.exportHead
    lines.append(uids.isEmpty ? "posts: []" : "posts:")
    var writer = PostWriter(zones: parts.ports.zones)
    for start in stride(from: 0, to: uids.count, by: Operator.postsPerTurn) {
      let slice = uids[start..<min(start + Operator.postsPerTurn, uids.count)]
      let posts = try await inTurn { context in
        try slice.compactMap { try context.store.declaredPost($0) }
      }
      for post in posts { lines += YAMLWriter.indented(writer.lines(of: post)) }
    }
    return ExportView(posts: uids.count, yaml: lines.joined(separator: "\n") + "\n")
  }

  private static let exportHead = [
    "# Posts that live in the store. A post in a file is another post: cancel the original",
    "# before you commit one that is still to come, or it goes out twice.",
    "version: 1",
  ]
}
