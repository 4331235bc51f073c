package import Domain

/// Turns the end of a run into a verdict. Pure: the same rows and readings, the same verdict.
package struct Judge: Sendable {
  package var situation: Situation
  package var account: AccountRow
  package var profile: PlatformProfile
  package var settings: CoreSettings
  package var now: Instant
  /// The wall clock, corrected by what other machines say: tokens end by their issuer's clock.
  package var witnessed: Instant
  /// What the platform's own clock shows; `nil` when no server has told the time yet.
  package var platformTime: Instant?
  /// A renewal of the access token may be tried now.
  package var mayRenew: Bool
  /// The network turned the present access token down.
  package var isTokenRefused: Bool
  /// How long the visible step has been in doubt, on the monotonic clock of this boot.
  package var inDoubtFor: Duration
  /// How long ago the latest reading that counted was made; `nil` when none was.
  package var sinceLastNegative: Duration?

  package init(
    situation: Situation, account: AccountRow, profile: PlatformProfile, settings: CoreSettings,
    now: Instant, witnessed: Instant? = nil, platformTime: Instant? = nil, mayRenew: Bool = true,
    isTokenRefused: Bool = false, inDoubtFor: Duration, sinceLastNegative: Duration?
  ) {
    self.situation = situation
    self.account = account
    self.profile = profile
    self.settings = settings
    self.now = now
    self.witnessed = witnessed ?? now
    self.platformTime = platformTime
    self.mayRenew = mayRenew
    self.isTokenRefused = isTokenRefused
    self.inDoubtFor = inDoubtFor
    self.sinceLastNegative = sinceLastNegative
  }

  /// What the end of a run means for its flow.
  package func verdict(on ending: RecipeRun.Ending) -> Verdict {
    switch ending {
    case .published: .published
    case .granted(let grant): .granted(grant)
    case .probed(let facts): .probed(facts)
    case .done: .done
    case .paused(let pause): verdict(on: pause)
    }
  }

  private func verdict(on pause: Pause) -> Verdict {
    switch pause {
    case .call(let pending): verdict(on: pending)
    case .wait(let instant): .sleep(until: instant)
    case .poll(let step, let wait): poll(step: step, after: wait)
    case .input(let request): .prompt(request)
    case .refused(let step, let refusal): verdict(on: refusal, step: step)
    case .trouble(let step, let reason): trouble(step: step, reason)
    case .doubt(let step, let finding, let rule, let quiet):
      verdict(on: finding, step: step, rule, quiet: quiet)
    case .restart(let reason): restart(reason)
    case .mismatch(let reason):
      .ask(.brokenJournal, ErrorObject(.internalError, "its journal does not fit: \(reason)"))
    }
  }

  /// A retry that would be one too many needs a person instead.
  private func retry(_ error: ErrorObject) -> Verdict {
    var error = error
    error.attempts = situation.flow.tries + 1
    error.maxAttempts = situation.delivery?.attempts
    guard situation.flow.tries + 1 >= triesMax else {
      error.retryable = true
      return .retry(error)
    }
    guard let delivery = situation.delivery else { return .ask(.attemptsUsedUp, error) }
    guard !hasPartsOut else { return .ask(.partial, partial(error)) }
    error.hint = "belfry retry \(delivery.id.number)"
    return .ask(.attemptsUsedUp, error)
  }

  /// Somebody waits for a sign-in; other flows without a post go on until they succeed.
  private var triesMax: Int {
    situation.delivery?.attempts ?? (situation.flow.kind == .connect ? settings.signInTries : .max)
  }

  private func restart(_ reason: String) -> Verdict {
    guard !hasPartsOut, openVisibleStep == nil else {
      return .ask(.partial, stuck("it cannot begin anew with a part out: \(reason)"))
    }
    guard let delivery = situation.delivery, situation.flow.tries + 1 >= delivery.attempts else {
      return .restart(reason)
    }
    return .ask(.attemptsUsedUp, ErrorObject(.platformTrouble, reason))
  }

  /// A question about a visible call is bounded like every other one.
  private func poll(step: String, after wait: Duration) -> Verdict {
    guard let asked = stepInQuestion(of: step) else { return .sleep(until: now + wait) }
    return unclear(step: asked, "the network is still working on it")
  }

  private var hasPartsOut: Bool { !situation.published.isEmpty }

  private var openVisibleStep: JournalEntry? {
    situation.journal.first { entry in
      guard entry.callClass == .visible else { return false }
      switch entry.state {
      case .intent, .unknown: return true
      default: return false
      }
    }
  }
}

// MARK: - Calls and refusals

extension Judge {
  /// The account must be usable, and its token must last, before a post's call goes out. Questions
  /// about a call in doubt follow the same rule: without a token nobody answers.
  private func verdict(on pending: PendingCall) -> Verdict {
    if let until = spentUntil(pending) { return .sleep(until: until) }
    switch situation.flow.kind {
    case .connect, .refresh, .revoke: return .send(pending)
    case .publish, .probe, .edit, .delete: break
    }
    if let token = account.token, let expires = token.accessExpires, token.keys["refresh"] != nil,
      expires - witnessed < (mayRenew ? settings.renewalLead(of: token, profile) : .seconds(5))
    {
      return .refresh(
        ErrorObject(.signInNeeded, "the access token ends soon", retryable: true),
        isTurnedDown: false)
    }
    return .send(pending)
  }

  /// Until when a refresh token that works once, and may be spent, is left alone: a second use can
  /// end the sign-in at once, and until then the old access token serves; unless it does not.
  private func spentUntil(_ pending: PendingCall) -> Instant? {
    guard profile.renewal == .once, situation.flow.kind == .refresh, !isTokenRefused,
      let earlier = situation.journal.first(where: { $0.step == pending.step }),
      earlier.mayHaveSpent, let expires = account.token?.accessExpires
    else { return nil }
    let end = expires - settings.lastRenewal
    return now < end ? end : nil
  }

  private func verdict(on refusal: Refusal, step: String) -> Verdict {
    let message = refusal.message
    if let asked = stepInQuestion(of: step) {
      // A question that was turned away says nothing about the post itself.
      switch refusal.kind {
      case .tokenExpired, .signIn, .permission, .accountBlocked: break
      case .throttled(let wait?): return .sleep(until: now + wait)
      default: return unclear(step: asked, message)
      }
    }
    switch refusal.kind {
    case .transient: return retry(ErrorObject(.platformTrouble, message))
    case .throttled(let wait):
      return .throttle(wait, ErrorObject(.rateLimited, message, retryable: true))
    case .tokenExpired:
      guard situation.flow.kind != .refresh, account.token?.keys["refresh"] != nil,
        situation.flow.tries < 3
      else { return .signIn(ErrorObject(.signInNeeded, message)) }
      return .refresh(
        ErrorObject(.signInNeeded, message, retryable: true), isTurnedDown: true)
    case .signIn: return .signIn(ErrorObject(.signInNeeded, message))
    case .permission: return .signIn(ErrorObject(.permissionMissing, message))
    case .accountBlocked: return .signIn(ErrorObject(.accountBlocked, message))
    case .content: return final(ErrorObject(.contentRefused, message))
    case .duplicate: return final(ErrorObject(.duplicate, message))
    case .gone: return final(ErrorObject(.notFound, message))
    case .conflict: return restart(message)
    }
  }

  /// A delivery with a part out cannot end as refused: a person chooses what becomes of the rest.
  private func final(_ error: ErrorObject) -> Verdict {
    hasPartsOut ? .ask(.partial, partial(error)) : .refuse(error)
  }

  /// What a person can do about a thread whose rest needs what the network does not have any more:
  /// the same run would stop at the same place.
  private func stuck(_ reason: String) -> ErrorObject {
    guard let number = situation.delivery?.id.number else {
      return ErrorObject(.platformTrouble, reason)
    }
    return ErrorObject(
      .platformTrouble, reason,
      hint: "belfry resolve \(number) --drop leaves it as it is, belfry delete \(number) takes "
        + "away what is out")
  }

  /// With what a person can do about a thread of which a part is out.
  private func partial(_ error: ErrorObject) -> ErrorObject {
    guard let number = situation.delivery?.id.number else { return error }
    var error = error
    error.hint =
      "belfry retry \(number) goes on, belfry resolve \(number) --drop leaves it as it is, "
      + "belfry delete \(number) takes away what is out"
    return error
  }

  /// A question that got no readable answer leaves the doubt as it was.
  private func trouble(step: String, _ reason: String) -> Verdict {
    if let asked = stepInQuestion(of: step) { return unclear(step: asked, reason) }
    return retry(ErrorObject(.platformTrouble, reason))
  }

  /// The visible step that a question's step is about.
  private func stepInQuestion(of step: String) -> String? {
    step.firstIndex(of: "?").map { String(step[..<$0]) }
  }
}

// MARK: - Doubt

extension Judge {
  private func verdict(
    on finding: Finding, step: String, _ rule: ResendRule, quiet: Duration
  ) -> Verdict {
    switch finding {
    case .never: sendAgain(step: step)
    case .turnedDown(let refusal): turnedDown(refusal, step: step)
    case .absent: absent(step: step, rule, quiet: quiet)
    case .unclear(let reason): unclear(step: step, reason)
    case .present:
      // The flow returns a positive finding as the step's value and does not pause for it.
      preconditionFailure("a positive finding cannot pause a run")
    }
  }

  /// A negative reading counts after the quiet time only. Where the call may be sent again at any
  /// time, one is enough: a second call changes nothing. It waits all the same, because what is
  /// known to have made nothing may end, or go out anew under another name. Everywhere else two
  /// readings, apart, are needed.
  private func absent(step: String, _ rule: ResendRule, quiet: Duration) -> Verdict {
    if rule == .never { return mayBePublished("the network cannot be asked") }
    if rule == .always, inDoubtFor >= quiet { return sendAgain(step: step) }
    let isApart = sinceLastNegative.map { $0 >= profile.pace.betweenReadings } ?? true
    guard inDoubtFor >= quiet else { return .readAgain(.open(left: quiet - inDoubtFor)) }
    guard isApart else { return .readAgain(.open(left: profile.pace.betweenReadings)) }
    guard situation.flow.negatives >= 1 else { return .readAgain(.negative) }
    return mayResend(rule, step: step)
      ? sendAgain(step: step)
      : mayBePublished("two readings did not find it, which proves nothing here")
  }

  /// The step is known to have made nothing; sending it again is bounded like every retry.
  private func sendAgain(step: String) -> Verdict {
    let error = ErrorObject(.platformTrouble, "it was sent, and the network does not have it")
    switch retry(error) {
    case .ask(let question, let error): return .absentForGood(step: step, question, error)
    default: return .absent(step: step)
    }
  }

  /// What was taken and came to nothing: the content is to blame, or a fresh start may help.
  private func turnedDown(_ refusal: Refusal, step: String) -> Verdict {
    let isContent = [.content, .duplicate, .gone].contains(refusal.kind)
    let error = ErrorObject(isContent ? .contentRefused : .platformTrouble, refusal.message)
    if hasPartsOut { return .absentForGood(step: step, .partial, error) }
    if isContent { return .turnedDown(step: step, error) }
    if case .ask(let question, let error) = retry(error) {
      return .absentForGood(step: step, question, error)
    }
    guard case .throttled(let wait) = refusal.kind else {
      return .startOver(step: step, error, after: nil)
    }
    return .startOver(step: step, error, after: wait ?? .seconds(86_400))
  }

  private func mayResend(_ rule: ResendRule, step: String) -> Bool {
    let isAllowed = account.declared.onDoubt == .resend
    switch rule {
    case .always: return true
    case .onWord, .never: return false
    case .ifAllowed: return isAllowed
    case .keyed(let lifetime):
      // The key's life began when the call was first sent; a minute is kept in hand.
      return isAllowed || max(age(ofStep: step), inDoubtFor) < lifetime - .seconds(60)
    }
  }

  private func unclear(step: String, _ reason: String) -> Verdict {
    let left = settings.doubtLimit - age(ofStep: step)
    return left > .zero ? .readAgain(.open(left: left)) : mayBePublished(reason)
  }

  /// By the platform's clock, too: ours may have been set back, which makes the call look younger
  /// than it is.
  private func age(ofStep step: String) -> Duration {
    guard let entry = situation.journal.first(where: { $0.step == step }) else { return .zero }
    guard let platformTime, let sent = entry.platformDate else { return now - entry.at }
    return max(now - entry.at, platformTime - sent)
  }

  private func mayBePublished(_ why: String) -> Verdict {
    let number = situation.delivery?.id.number ?? 0
    return .ask(
      .mayBePublished,
      ErrorObject(
        .outcomeUnknown, "it may have been published: the answer was lost, and \(why)",
        hint: "look, then: belfry resolve \(number) --published URL | --resend | --drop"))
  }
}

extension JournalEntry {
  /// A secret call whose server may have acted on it without our learning the result.
  fileprivate var mayHaveSpent: Bool {
    guard callClass == .secret else { return false }
    switch state {
    case .intent, .unknown: return true
    case .answered(let answer): return !(400...499).contains(answer.status)
    case .notSent, .present, .absent: return false
    }
  }
}
