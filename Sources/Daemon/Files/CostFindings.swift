import Config
import Control
import Domain
import Scheduler

/// What plans say about money.
struct CostFindings {
  /// One account in one month.
  private struct Slice: Hashable, Comparable {
    var month: Month
    var account: AccountName

    static func < (left: Slice, right: Slice) -> Bool {
      (left.month, left.account) < (right.month, right.account)
    }
  }

  private struct Sum {
    var planned = Money.zero
    var spent: Money
    var budget: Money?
    /// The first post that the budget does not allow.
    var over: PostUID?
  }

  private let snapshot: Snapshot
  private var sums: [Slice: Sum] = [:]

  init(_ snapshot: Snapshot, _ planned: [PlannedDelivery], _ known: KnownState) {
    self.snapshot = snapshot
    let ids = Dictionary(
      known.accounts.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
    let costly = planned.filter { $0.costs.price > .zero }
    for delivery in costly.sorted(by: { ($0.due, $0.post) < ($1.due, $1.post) }) {
      let slice = Slice(month: Month(of: delivery.due), account: delivery.account.name)
      let spent = ids[slice.account].map { known.spending.row(of: $0, in: slice.month).spent }
      var sum =
        sums[slice] ?? Sum(spent: spent ?? .zero, budget: delivery.account.limits.budget)
      sum.planned = sum.planned + delivery.costs.price
      if let budget = sum.budget, sum.over == nil, sum.spent + sum.planned > budget {
        sum.over = delivery.post
      }
      sums[slice] = sum
    }
  }

  /// By month and account.
  var views: [PlannedCostView] {
    sums.keys.sorted().compactMap { slice in
      sums[slice].map { sum in
        PlannedCostView(
          account: slice.account, month: slice.month.text, planned: sum.planned.text,
          spent: sum.spent.text, budget: sum.budget?.text)
      }
    }
  }

  /// One warning per budget and month that is not enough, at the first post that must wait.
  var warnings: [Diagnostic] {
    sums.keys.sorted().compactMap { slice in
      guard let sum = sums[slice], let budget = sum.budget, let post = sum.over else { return nil }
      let place =
        snapshot.posts.first { $0.uid == post }?.timePlace ?? snapshot.accountPlaces[slice.account]
      guard let place else { return nil }
      let total = (sum.spent + sum.planned).text
      return Diagnostic(
        .warning, place,
        "the posts on \(slice.account) cost \(total) US dollars in \(slice.month.text), and its "
          + "budget is \(budget.text): \(post.name) and what follows would wait",
        hint: "raise limits: budget, or move posts into another month")
    }
  }
}
