import Domain

/// Finds out where a post goes, makes each delivery's content, and lets the platforms judge it.
struct TargetReader {
  let report: Report
  let vocabulary: Vocabulary
  let content: ContentReader
  let ports: ConfigurationPorts
  let facts: KnownFacts

  /// - Parameters:
  ///   - base: the mappings of the post, the most specific first.
  ///   - scope: what the file says for all posts.
  ///   - whole: the place of the post.
  /// - Returns: one target per account, in the order of `to:`; what cannot be used was reported.
  func targets(
    base: [YAMLNode], scope: Scope, whole: Place
  ) -> [DeclaredPost.Target] {
    let layers = base + scope.defaults
    let accounts = recipients(Layers(overrides: [], base: layers), whole: whole)
    checkOverrides(base, accounts: accounts)
    var findings = ContentFindings()
    var targets: [DeclaredPost.Target] = []
    var common: (content: Content, places: ContentPlaces)??
    for name in accounts {
      guard let account = vocabulary.accounts[name] else { continue }
      let overrides = overrides(base, for: account)
      var made: (content: Content, places: ContentPlaces)?
      if overrides.isEmpty, let known = common {
        made = known
      } else {
        made = content.content(
          from: Layers(overrides: overrides, base: layers),
          platform: vocabulary.profiles[account.platform], whole: whole)
        if overrides.isEmpty { common = .some(made) }
      }
      guard var made else { continue }
      var failures: [ContentProblem.Field: String] = [:]
      if account.fit { failures = fit(&made.content, made.places, account, &findings) }
      judge(made.content, made.places, account, failures, &findings)
      targets.append(DeclaredPost.Target(account: name, content: made.content))
    }
    if accounts.isEmpty {
      // For what is wrong with the content, whoever it is for.
      let common = Layers(overrides: [], base: layers)
      _ = content.content(from: common, platform: nil, whole: whole)
    }
    findings.tell(report)
    return targets
  }

  // MARK: - Recipients

  private func recipients(_ layers: Layers, whole: Place) -> [AccountName] {
    guard let to = layers["to"] else {
      report.error(whole, "nobody is named to publish this", hint: "add to: here or to defaults:")
      return []
    }
    var names: [AccountName] = []
    for node in to.elements {
      // What can be no name at all was reported with the shape of the file.
      guard let text = node.scalar, AccountName(text) != nil else { continue }
      guard let accounts = vocabulary.accounts(named: text) else {
        let hint =
          Spelling.suggestion(for: text, among: vocabulary.recipients)
          ?? "accounts and groups are declared in accounts.yaml"
        report.error(node.place, "no account or group \(quoted(text))", hint: hint)
        continue
      }
      names += accounts.filter { !names.contains($0) }
    }
    return names
  }

  // MARK: - Overrides

  private func overrides(_ base: [YAMLNode], for account: DeclaredAccount) -> [YAMLNode] {
    [account.name.text, account.platform.text].flatMap { name in
      base.compactMap { $0["for"]?[name] }
    }
  }

  private func checkOverrides(_ base: [YAMLNode], accounts: [AccountName]) {
    for entry in base.flatMap({ $0["for"]?.entries ?? [] }) {
      if vocabulary.profiles[PlatformName(entry.key)] != nil { continue }
      guard let name = AccountName(entry.key), vocabulary.accounts[name] != nil else {
        let known =
          vocabulary.accounts.keys.map(\.text) + vocabulary.profiles.keys.map(\.text)
        report.error(
          entry.keyPlace, "no account or platform \(quoted(entry.key))",
          hint: Spelling.suggestion(for: entry.key, among: known.sorted())
            ?? "for: names accounts and platforms, not groups")
        continue
      }
      if !accounts.contains(name), !accounts.isEmpty {
        report.warning(entry.keyPlace, "the post does not go to \(quoted(entry.key))")
      }
    }
  }

  // MARK: - Judgement

  /// - Parameter failures: why files could not be made to fit.
  private func judge(
    _ content: Content, _ places: ContentPlaces, _ account: DeclaredAccount,
    _ failures: [ContentProblem.Field: String], _ findings: inout ContentFindings
  ) {
    guard let recipe = ports.recipe(for: account.platform) else { return }
    for var problem in recipe.problems(with: content, for: accountFacts(account)) {
      if !account.fit, canFit(problem, content, account) {
        let own = "add fit: true to the account"
        problem.hint = problem.hint.map { $0 + ", or " + own } ?? own
      } else if let failure = failures[problem.field], problem.severity == .error {
        problem.hint = failure
      }
      findings.add(problem, places: places, account: account)
    }
  }

  /// Shortens what is too long for an account that wants it, converts files that its network does
  /// not take, and says what becomes of them.
  ///
  /// - Returns: why files could not be made to fit.
  private func fit(
    _ content: inout Content, _ places: ContentPlaces, _ account: DeclaredAccount,
    _ findings: inout ContentFindings
  ) -> [ContentProblem.Field: String] {
    var failures: [ContentProblem.Field: String] = [:]
    if let fitter = fitter(account) {
      let fitted = fitter.fitted(content)
      (content, failures) = (fitted.content, fitted.failures)
      for problem in fitted.told { findings.add(problem, places: places, account: account) }
    }
    guard let recipe = ports.recipe(for: account.platform) as? any FittingRecipe else {
      return failures
    }
    let fitted = recipe.fitted(content, for: accountFacts(account))
    for part in content.parts.indices where fitted.parts[part].text != content.parts[part].text {
      let text = fitted.parts[part].text
      let problem = ContentProblem(
        .warning, .text(part: part), "too long (it becomes \(quoted(text, limit: 400)))")
      findings.add(problem, places: places, account: account)
    }
    content = fitted
    return failures
  }

  /// Whether a file is refused that would be taken in another form.
  private func canFit(
    _ problem: ContentProblem, _ content: Content, _ account: DeclaredAccount
  ) -> Bool {
    guard case .media(let part, let index) = problem.field, problem.severity == .error,
      problem.excess == nil, let fitter = fitter(account)
    else { return false }
    return fitter.canFit(content, part, index)
  }

  private func fitter(_ account: DeclaredAccount) -> MediaFitter? {
    ports.recipe(for: account.platform).map {
      MediaFitter(
        recipe: $0, account: accountFacts(account), mayTrim: account.trim ?? false,
        make: content.media.make(_:of:))
    }
  }

  private func accountFacts(_ account: DeclaredAccount) -> AccountFacts {
    AccountFacts(
      name: account.name, platform: account.platform, settings: account.settings,
      app: account.app, server: facts.servers[account.name] ?? .null)
  }
}

/// What platforms say about one post. The same complaint of several accounts is said once.
struct ContentFindings {
  private struct Finding: Hashable {
    var problem: ContentProblem
    var place: Place
    /// Set if the text could be another one there.
    var platform: PlatformName?
  }

  private var findings: [Finding] = []
  private var accounts: [Finding: [String]] = [:]

  mutating func add(_ problem: ContentProblem, places: ContentPlaces, account: DeclaredAccount) {
    var canOverride = false
    if case .text(part: 0) = problem.field { canOverride = !places.textIsOverridden }
    let finding = Finding(
      problem: problem, place: places[problem.field],
      platform: canOverride ? account.platform : nil)
    if accounts[finding] == nil { findings.append(finding) }
    accounts[finding, default: []].append(account.name.text)
  }

  func tell(_ report: Report) {
    for finding in findings {
      let names = (accounts[finding] ?? []).joined(separator: ", ")
      let own = finding.platform.map { "add for: \($0): text:" }
      let hints = [finding.problem.hint, own].compactMap { $0 }
      report.add(
        finding.problem.severity == .error ? .error : .warning, finding.place,
        "\(names): \(finding.problem.message)",
        hint: hints.isEmpty ? nil : hints.joined(separator: " or "), hidesLine: false)
    }
  }
}
