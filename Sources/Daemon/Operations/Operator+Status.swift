import Control
import Domain
import Scheduler
import Store

extension Operator {
  /// Rows that the status looks at to find the next few posts.
  private static let upcomingRows = 100
  private static let upcomingPosts = 5
  private static let attentionRows = 20

  func status() async throws(ErrorObject) -> StatusView {
    try await inTurn { [parts] context in
      let accounts = AccountViews(parts, context)
      let counts = try context.store.counts(today: accounts.today)
      let attention = try context.store.queue(
        DeliveryFilter(states: [.attention]), limit: Operator.attentionRows)
      let quarantine = try Operator.quarantine(context, naming: Operator.attentionRows)
      let isInDoubt = context.core.isClockInDoubt(at: context.clocks.uptime)
      return StatusView(
        version: parts.version, state: parts.present.state, startedAt: parts.startedAt.rfc3339,
        now: context.now.rfc3339, timezone: parts.present.timezone,
        generation: parts.present.generation, clock: isInDoubt ? "in doubt" : "ok",
        diskFreeBytes: DiskWatch.freeBytes(in: parts.stateFolder) ?? 0,
        next: try Operator.upcoming(context), queue: counts, accounts: try accounts.all(),
        attention: attention.items,
        attentionTotal: counts.states[DeliveryState.attention.word] ?? attention.items.count,
        quarantine: quarantine.isInForce ? quarantine : nil)
    }
  }

  private static func upcoming(_ context: Context) throws -> [UpcomingView] {
    let states: [DeliveryState] = [.scheduled, .preparing, .armed]
    let rows = try context.store.queue(
      DeliveryFilter(states: states, dueFrom: context.now), limit: upcomingRows)
    var posts: [UpcomingView] = []
    for row in rows.items {
      if let index = posts.firstIndex(where: { $0.uid == row.uid && $0.due == row.due }) {
        posts[index].accounts.append(row.account)
      } else if posts.count < upcomingPosts {
        posts.append(UpcomingView(uid: row.uid, due: row.due, accounts: [row.account]))
      }
    }
    return posts
  }
}
