import Domain

/// Small worlds in which one thing goes wrong again and again: bugs that weeks of everything seldom
/// show are soon found out in them.
package enum Directed: String, CaseIterable, Sendable {
  /// Calls are carried out late, lists are read from replicas that fell behind, and the clock is
  /// set while a call is in doubt.
  case doubts
  /// Answers of a platform that cannot be asked get lost.
  case questions
  /// The same, and somebody is impatient.
  case retries
  /// The daemon dies at its calls, while posts wait for the one before them.
  case spacing
  /// It dies at the renewals of a sign-in whose refresh tokens work once.
  case renewals
  /// The disk fails, and then the power.
  case syncs
  /// The daemon dies between the parts of threads, and answers get lost.
  case threads
  /// Requests never arrive.
  case attempts
  /// A network throttles, and the daemon dies meanwhile.
  case rests
  /// Posts wait for approval, are edited and taken away, and answers get lost.
  case changes
  /// A series comes again while its words change and the clock is set.
  case series
  /// Two accounts publish side by side.
  case neighbours
  /// Threads are taken away again, and answers get lost.
  case deletes
  /// Posts wait for approval, and the store is put back from copies and backups.
  case restores
  /// Carousels, stories and first comments, and answers get lost.
  case forms

  package var scenario: Scenario {
    switch self {
    case .doubts:
      var account = SimulatedAccount(.strict)
      account.onDoubt = .resend
      var scenario = scenario(on: account, posts: 6, every: .seconds(1200))
      scenario.mix[.zombies] = 0.5
      scenario.mix[.staleReads] = 1
      scenario.mix[.clockJumps] = 0.001
      return scenario
    case .questions:
      var scenario = scenario(on: SimulatedAccount(.blind), posts: 1, every: .seconds(600))
      scenario.mix[.lostAnswers] = 0.5
      return scenario
    case .retries:
      var scenario = scenario(on: SimulatedAccount(.blind), posts: 4, every: .seconds(600))
      scenario.mix[.lostAnswers] = 0.5
      scenario.mix[.commands] = 400
      return scenario
    case .spacing:
      var account = SimulatedAccount(.record)
      account.spacingSeconds = 3000
      var scenario = scenario(on: account, posts: 6, every: .seconds(60))
      scenario.mix[.kills] = 12
      return scenario
    case .renewals:
      var scenario = scenario(on: SimulatedAccount(.strict), posts: 16, every: .seconds(5400))
      scenario.mix[.kills] = 12
      scenario.mix[.lostAnswers] = 0.2
      return scenario
    case .syncs:
      var scenario = scenario(on: SimulatedAccount(.blind), posts: 12, every: .seconds(1800))
      scenario.mix[.diskErrors] = 24
      scenario.mix[.powerLosses] = 2
      return scenario
    case .threads:
      var scenario = scenario(on: SimulatedAccount(.record), posts: 4, every: .seconds(900))
      for index in scenario.posts.indices { scenario.posts[index].parts = 4 }
      scenario.mix[.kills] = 12
      scenario.mix[.lostAnswers] = 0.3
      return scenario
    case .attempts:
      var scenario = scenario(on: SimulatedAccount(.record), posts: 4, every: .seconds(600))
      for index in scenario.posts.indices { scenario.posts[index].attempts = 3 }
      scenario.trouble = .seconds(8 * 3600)
      scenario.mix[.droppedRequests] = 0.8
      return scenario
    case .rests:
      var scenario = scenario(on: SimulatedAccount(.keyed), posts: 12, every: .seconds(120))
      scenario.mix[.throttles] = 0.5
      scenario.mix[.kills] = 400
      return scenario
    case .changes:
      var scenario = scenario(on: SimulatedAccount(.keyed), posts: 8, every: .seconds(3600))
      for index in scenario.posts.indices {
        scenario.posts[index].needsApproval = !index.isMultiple(of: 3)
        scenario.posts[index].syncsEdits = true
      }
      scenario.hasChanges = true
      scenario.day = .seconds(7200)
      scenario.mix[.reloads] = 8
      scenario.mix[.commands] = 8
      scenario.mix[.lostAnswers] = 0.3
      scenario.mix[.droppedRequests] = 0.3
      return scenario
    case .series:
      var scenario = scenario(on: SimulatedAccount(.record), posts: 2, every: .seconds(7200))
      scenario.trouble = .seconds(12 * 3600)
      scenario.series = [
        SimulatedSeries(name: "s1", account: "record", hours: 2, count: 5, versions: [1, 1])
      ]
      scenario.hasChanges = true
      scenario.day = .seconds(7200)
      scenario.mix[.reloads] = 4
      scenario.mix[.kills] = 2
      scenario.mix[.clockJumps] = 0.5
      return scenario
    case .neighbours:
      var scenario = scenario(on: SimulatedAccount(.keyed), posts: 4, every: .seconds(1200))
      scenario.accounts.append(SimulatedAccount(.record))
      for index in scenario.posts.indices { scenario.posts[index].accounts.append("record") }
      return scenario
    case .deletes:
      var scenario = scenario(on: SimulatedAccount(.record), posts: 6, every: .seconds(1200))
      for index in scenario.posts.indices {
        scenario.posts[index].parts = 3
        scenario.posts[index].attempts = 3
      }
      scenario.hasChanges = true
      scenario.hasBackups = true
      scenario.trouble = .seconds(6 * 3600)
      scenario.day = .seconds(7200)
      scenario.mix[.commands] = 30
      scenario.mix[.lostAnswers] = 0.2
      scenario.mix[.droppedRequests] = 0.2
      scenario.mix[.kills] = 4
      return scenario
    case .restores:
      var scenario = scenario(on: SimulatedAccount(.keyed), posts: 8, every: .seconds(1200))
      for index in scenario.posts.indices { scenario.posts[index].needsApproval = true }
      scenario.hasChanges = true
      scenario.hasBackups = true
      scenario.day = .seconds(7200)
      scenario.mix[.restores] = 4
      scenario.mix[.commands] = 8
      scenario.mix[.kills] = 2
      return scenario
    case .forms:
      let account = SimulatedAccount(.instagram)
      var scenario = scenario(on: account, posts: account.forms.count, every: .seconds(1200))
      for index in scenario.posts.indices { scenario.posts[index].form = index }
      scenario.trouble = .seconds(4 * 3600)
      scenario.mix[.lostAnswers] = 0.1
      return scenario
    }
  }

  private func scenario(
    on account: SimulatedAccount, posts: Int, every pause: Duration
  ) -> Scenario {
    let posts = (1...posts).map { number in
      var post = SimulatedPost(
        number: number, due: pause * number, accounts: [account.name], parts: 1, hasMedia: false)
      post.graceSeconds = 86_400
      return post
    }
    var scenario = Scenario(accounts: [account], posts: posts)
    scenario.trouble = pause * (posts.count + 2)
    return scenario
  }
}
