package import Domain
package import Scheduler

/// Brings what a sign-in asks, and how it or a sign-out ended, to those who follow it.
package final class SignInDesk: Sendable {
  /// The latest about the sign-in of an account.
  package struct News: Hashable, Sendable {
    package var flow: FlowID
    package var what: What

    /// What there is to say.
    package enum What: Hashable, Sendable {
      /// It waits for a value.
      case asks(InputRequest)
      /// It is over; `nil` for success.
      case ended(ErrorObject?)
    }
  }

  private let board = Board<AccountID, News>()

  package init() {}

  /// Hands over news of a sign-in.
  package func deliver(_ news: News, of account: AccountID) { board.post(news, for: account) }

  /// Hands over the news that the effect is, if it is any.
  package func take(_ effect: Effect) -> Bool {
    switch effect {
    case .prompt(let flow, let account, let request):
      deliver(News(flow: flow, what: .asks(request)), of: account)
    case .signedIn(let flow, let account, let error), .signedOut(let flow, let account, let error):
      deliver(News(flow: flow, what: .ended(error)), of: account)
    case .send, .ping, .answer: return false
    }
    return true
  }

  /// The latest news; `nil` while the sign-in works.
  package func latest(of account: AccountID) -> News? { board.value(for: account) }

  /// The next thing that is heard is new.
  package func forget(_ account: AccountID) { board.clear(account) }

  /// Waits while the sign-in works, for at most that many seconds.
  package func wait(for account: AccountID, seconds: Int) async -> News? {
    await board.wait(for: account, seconds: seconds)
  }
}
