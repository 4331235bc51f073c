import Domain

/// What `accounts.yaml` declares, in the order of the file.
struct AccountsFile: Sendable {
  var settings = DaemonSettings()
  var accounts: [DeclaredAccount] = []
  /// Where each account's id is written.
  var places: [AccountName: Place] = [:]
  var groups: [AccountGroup] = []
}

/// Reads `accounts.yaml` from its checked tree.
struct AccountsReader {
  let report: Report
  let profiles: [PlatformProfile]

  func read(_ root: YAMLNode) -> AccountsFile {
    ShapeChecker(report: report).check(
      root, as: .keys(AccountsKeys.file(profiles: profiles)), label: "accounts.yaml")
    var file = AccountsFile()
    file.settings = settings(root)
    let apps = readApps(root)
    (file.accounts, file.places) = readAccounts(root, apps: apps)
    file.groups = readGroups(root, accounts: file.accounts)
    return file
  }

  // MARK: - Apps and accounts

  private struct App {
    var declared: DeclaredApp
    var platform: String
  }

  private func readApps(_ root: YAMLNode) -> [String: App] {
    var apps: [String: App] = [:]
    for entry in root["apps"]?.entries ?? [] {
      let node = entry.value
      guard let platform = node.text("platform"), let client = node.text("client_id") else {
        continue
      }
      apps[entry.key] = App(
        declared: DeclaredApp(
          name: entry.key, clientID: client.value, clientSecret: node.secret("client_secret")),
        platform: platform.value)
    }
    return apps
  }

  private func readAccounts(
    _ root: YAMLNode, apps: [String: App]
  ) -> ([DeclaredAccount], [AccountName: Place]) {
    var accounts: [DeclaredAccount] = []
    var places: [AccountName: Place] = [:]
    for node in root.mappings("accounts") {
      guard let id = node.text("id"), let name = AccountName(id.value),
        let platform = node.text("platform"),
        let profile = profiles.first(where: { $0.name.text == platform.value })
      else { continue }
      if let first = places[name] {
        report.error(id.place, "duplicate id \(quoted(id.value))", hint: "it is also at \(first)")
        continue
      }
      places[name] = id.place
      accounts.append(account(node, name: name, profile: profile, apps: apps))
    }
    return (accounts, places)
  }

  private func account(
    _ node: YAMLNode, name: AccountName, profile: PlatformProfile, apps: [String: App]
  ) -> DeclaredAccount {
    var settings: [String: String] = [:]
    for setting in profile.settings {
      settings[setting.name] = node.text(setting.name)?.value ?? setting.defaultValue
    }
    let limits = node["limits"]
    let rate = limits?.text("posts").flatMap { Rate($0.value) }
    return DeclaredAccount(
      name: name, platform: profile.name, settings: settings,
      app: app(node, platform: profile.name.text, apps: apps),
      project: node.text("project")?.value,
      onDoubt: node.text("on_doubt").flatMap { DoubtPolicy(rawValue: $0.value) } ?? .ask,
      limits: AccountLimits(
        posts: rate?.count, perSeconds: rate?.seconds,
        spacingSeconds: limits?.duration("spacing").map { Int($0.wholeSecondsRoundedUp) },
        budget: limits?.text("budget").flatMap { Money($0.value) }),
      enabled: node.boolean("enabled") ?? true, fit: node.boolean("fit") ?? false,
      trim: node.boolean("trim"))
  }

  private func app(_ node: YAMLNode, platform: String, apps: [String: App]) -> DeclaredApp? {
    guard let name = node.text("app") else { return nil }
    guard let app = apps[name.value] else {
      report.error(
        name.place, "no app \(quoted(name.value))",
        hint: Spelling.suggestion(for: name.value, among: apps.keys.sorted())
          ?? "declare it under apps:")
      return nil
    }
    if app.platform != platform {
      report.error(
        name.place, "the app \(quoted(name.value)) is for \(app.platform), not for \(platform)")
    }
    return app.declared
  }

  // MARK: - Groups

  private func readGroups(_ root: YAMLNode, accounts: [DeclaredAccount]) -> [AccountGroup] {
    let names = accounts.map(\.name.text)
    return (root["groups"]?.entries ?? []).map { entry in
      if names.contains(entry.key) {
        report.error(
          entry.keyPlace, "\(quoted(entry.key)) is already the name of an account",
          hint: "give the group another name")
      }
      var members: [AccountName] = []
      for member in entry.value.elements {
        guard let text = member.scalar, let name = AccountName(text) else { continue }
        guard names.contains(text) else {
          report.error(
            member.place, "no account \(quoted(text))",
            hint: Spelling.suggestion(for: text, among: names))
          continue
        }
        if !members.contains(name) { members.append(name) }
      }
      return AccountGroup(name: entry.key, members: members)
    }
  }

  // MARK: - The program

  private func settings(_ root: YAMLNode) -> DaemonSettings {
    let daemon = root["daemon"]
    return DaemonSettings(
      masterKey: root.secret("master_key") ?? SecretKey(DaemonSettings.masterKeyName),
      listen: root["listen"].map { node in
        DaemonSettings.Listen(
          address: node.text("address")?.value ?? DaemonSettings.Listen.defaultAddress,
          publicURL: node.text("public_url")?.value)
      },
      media: MediaSettingsReader(report: report).read(root["media"]), notices: notices(root),
      deliveriesAtOnce: daemon?.integer("deliveries_at_once")
        ?? DaemonSettings.defaultDeliveriesAtOnce,
      callsAtOnce: daemon?.integer("calls_at_once") ?? DaemonSettings.defaultCallsAtOnce,
      drain: daemon?.duration("drain") ?? DaemonSettings.defaultDrain,
      freeDiskBytes: daemon?.text("free_disk").flatMap { ByteCount.parse($0.value) }
        ?? DaemonSettings.defaultFreeDiskBytes)
  }

  private func notices(_ root: YAMLNode) -> DaemonSettings.NoticeSink? {
    guard let node = root["notices"] else { return nil }
    if node["ntfy"] != nil, let second = node.entries.first(where: { $0.key == "webhook" }) {
      report.error(second.keyPlace, "notices go to one place", hint: "keep ntfy: or webhook:")
    }
    if let ntfy = node["ntfy"], let url = ntfy.text("url") {
      return .ntfy(url: url.value, token: ntfy.secret("token"))
    }
    if let webhook = node["webhook"], let url = webhook.text("url") {
      return .webhook(url: url.value, secret: webhook.secret("secret"))
    }
    return nil
  }
}
