import PlatformModels

/// Posts in the order in which people read them: threads together, the newest thread first, and
/// within a thread from its beginning.
struct Threads {
  /// A post and how it hangs together with its neighbours.
  struct Item {
    var post: TimelinePost
    /// It answers the post above it.
    var continues = false
    /// The post below answers it.
    var goesOn = false
  }

  let items: [Item]

  /// - Parameters:
  ///   - posts: newest first.
  ///   - limit: how many threads are kept.
  init(_ posts: [TimelinePost], limit: Int) {
    let ids = Set(posts.map(\.id))
    var answers: [String: [TimelinePost]] = [:]
    for post in posts.reversed() {
      if let parent = post.parent, ids.contains(parent) {
        answers[parent, default: []].append(post)
      }
    }
    var items: [Item] = []
    let roots = posts.filter { post in post.parent.map { !ids.contains($0) } ?? true }
    for root in roots.prefix(limit) {
      Threads.append(root, of: answers, to: &items)
    }
    for index in items.indices.dropFirst() {
      items[index].continues = items[index].post.parent == items[index - 1].post.id
      items[index - 1].goesOn = items[index].continues
    }
    self.items = items
  }

  /// Adds a post and, below it, its answers; without recursion, because threads may be long.
  private static func append(
    _ root: TimelinePost, of answers: [String: [TimelinePost]], to items: inout [Item]
  ) {
    var waiting = [root]
    while let post = waiting.popLast() {
      items.append(Item(post: post))
      waiting += (answers[post.id] ?? []).reversed()
    }
  }
}
