import Adapters
import Calendar
import Config
import Control
import Crypto
import Daemon
import Domain
import HTTP
import Media
import Scheduler
import Store

/// The only place that knows concrete types: it builds the daemon, read from top to bottom.
struct Wiring {
  let folders: Folders
  let network: NetworkRules
  let logBook: LogBook

  private let hashing = SHA256()
  /// Keeps nothing: the daemon has one of its own, with the spool.
  private let media = MediaFiles(workshop: Workshop(trialWith: MediaTools()))

  /// What Config needs from other rooms.
  var ports: ConfigurationPorts {
    ConfigurationPorts(
      zones: SystemTimeZones(), recurrences: ICalRecurrences(), media: media, hashing: hashing,
      recipes: recipes)
  }

  /// The recipes; with the sandbox's short waits where it is served.
  var recipes: [any Recipe] { Platforms.all(pace: network.isSandbox ? Wiring.sandboxPace : nil) }

  /// In the sandbox nothing is slow for longer than a person wants to watch.
  private static let sandboxPace = PlatformProfile.Pace(
    lead: .seconds(5), quiet: .seconds(3), betweenReadings: .seconds(1))

  /// The files against a store.
  var comparison: FileComparison {
    FileComparison(folder: folders.config, version: Version.text, ports: ports, rules: network)
  }

  /// The files as they are now.
  func loadFiles() throws -> LoadedConfiguration { try load(ports) }

  /// The same for whoever needs the settings only: no form of any picture is tried.
  func settingsFiles() throws -> LoadedConfiguration {
    var ports = ports
    ports.media = MediaFiles()
    return try load(ports)
  }

  /// `accounts.yaml` alone.
  func accountsFile() throws -> LoadedSettings {
    var ports = ports
    ports.media = MediaFiles()
    let files = try FolderFiles(folder: folders.config)
    return ConfigurationLoader(accounts: files, schedule: files, ports: ports).loadSettings()
  }

  /// Where the daemon keeps a copy of the files in force.
  var acceptedFiles: AcceptedFiles { AcceptedFiles(folder: folders.state) }

  /// The files that were in force when the daemon last ran; `nil` when there is no copy of them.
  func filesInForce() throws -> (files: LoadedConfiguration, treeHash: String)? {
    guard let saved = acceptedFiles.load() else { return nil }
    let spool = try Spool(directory: folders.state + "/media")
    var ports = ports
    ports.media = saved.copy.library(
      over: MediaFiles(workshop: Workshop(spool: spool), arrivals: Arrivals(spool: spool)),
      path: { spool.path(of: $0) })
    let files = ConfigurationLoader(accounts: saved.copy, schedule: saved.copy, ports: ports)
      .load(now: SystemClocks.wall(), facts: KnownFacts(knowsEveryPost: true))
    return (files, saved.treeHash)
  }

  private func load(_ ports: ConfigurationPorts) throws -> LoadedConfiguration {
    let files = try FolderFiles(folder: folders.config)
    return ConfigurationLoader(accounts: files, schedule: files, ports: ports)
      .load(now: SystemClocks.wall())
  }

  /// Opens the store, starts the engine, and builds everything around it. Nothing is sent before
  /// `Running.begin`.
  func build(_ settings: DaemonSettings, isOffline: Bool) async throws -> Running {
    let switchboard = Switchboard()
    let present = Present()
    let disk = DiskWatch(
      folder: folders.state, needed: Int64(settings.freeDiskBytes))
    let engine = startEngine(switchboard, disk, settings, isOffline: isOffline)
    let references = SecretReferences(
      credentials: Environment.value("CREDENTIALS_DIRECTORY"), environment: Environment.value)
    let vault = try await openVault(settings.masterKey, engine)
    let transport = try CurlTransport(
      transportSettings(deliveriesAtOnce: settings.deliveriesAtOnce), wallClock: SystemClocks.wall)
    let spool = try Spool(directory: folders.state + "/media")
    var ports = ports
    ports.media = MediaFiles(
      workshop: Workshop(spool: spool), arrivals: Arrivals(spool: spool))
    let links = try mediaLinks(settings)
    let media = MediaStore(
      MediaStore.Parts(
        engine: engine, transport: transport, references: references, present: present,
        spool: spool, links: links?.fetching, uploads: links?.uploading, now: SystemClocks.wall))
    let reloader = Reloader(
      folder: folders.config, version: Version.text, engine: engine, ports: ports, spool: spool,
      present: present, rules: network, acceptedFiles: acceptedFiles,
      bring: { await media.bring($0) })
    let desk = Operator(
      Operator.Parts(
        engine: engine, vault: vault, ports: ports, spool: spool, media: media, present: present,
        reloader: reloader, logBook: logBook, folder: folders.config,
        stateFolder: folders.state, version: Version.text, startedAt: SystemClocks.wall()))
    let sender = Sender(
      transport: transport, vault: vault, spool: spool, references: references,
      media: media, report: engine.post)
    let notifier = Notifier(
      engine: engine, transport: transport, references: references, logBook: logBook)
    switchboard.connect(sender: sender, desk: desk, notifier: notifier)
    let site = PublicSite(
      desk: desk, spool: spool, links: links?.fetching, uploads: links?.uploading)
    return Running(
      folders: folders, engine: engine, transport: transport, present: present,
      reloader: reloader, desk: desk, notifier: notifier, vault: vault, ports: ports,
      logBook: logBook, switchboard: switchboard, disk: disk, site: site, media: media)
  }

  /// `nil` where the world cannot come in.
  private func mediaLinks(
    _ settings: DaemonSettings
  ) throws -> (fetching: MediaLinks, uploading: UploadLinks)? {
    guard let publicURL = settings.listen?.publicURL else { return nil }
    let master = try MasterKeys.load(settings.masterKey, state: folders.state)
    return (
      MediaLinks(publicURL: publicURL, key: master.mediaLinkKey, now: SystemClocks.wall),
      UploadLinks(publicURL: publicURL, key: master.uploadLinkKey, now: SystemClocks.wall)
    )
  }

  private func transportSettings(deliveriesAtOnce: Int) -> CurlTransport.Settings {
    var settings = CurlTransport.Settings(userAgent: Version.userAgent)
    // Each has a call at once; questions, notices and media come beside them.
    settings.connections = max(settings.connections, deliveriesAtOnce + 64)
    if network.isSandbox {
      settings.addressRule = AddressRule(allowsLoopback: true)
      settings.allowsPlainOutside = true
    }
    return settings
  }

  private func startEngine(
    _ switchboard: Switchboard, _ disk: DiskWatch, _ settings: DaemonSettings, isOffline: Bool
  ) -> Engine {
    let (folders, recipes, hashing, network) = (folders, recipes, hashing, network)
    return Engine(
      hashing: hashing, seed: { RandomBytes.make(32) },
      open: {
        let options = StoreOptions(
          directory: folders.state, at: SystemClocks.wall(), build: Version.text)
        let store = try Store.open(options, hashing: hashing)
        if !isOffline { try NetworkMark.check(network, store) }
        var limits = CoreSettings()
        limits.callsPerServerMax = settings.callsAtOnce
        limits.inFlightMax = settings.deliveriesAtOnce + limits.inFlightReservedForSettling
        var core = Core(
          recipes: recipes, buckets: try store.buckets(), spendings: try store.spendings(),
          settings: limits, hashing: hashing,
          quarantine: store.boot.quarantine, latest: store.boot.latest)
        if isOffline { core.stopSending() }
        return (store, core)
      },
      perform: switchboard.perform, recorded: switchboard.recorded(upTo:),
      diskFull: disk.full, ended: switchboard.engineEnded)
  }

  private func openVault(
    _ reference: SecretKey, _ engine: Engine
  ) async throws -> Vault {
    let rows = try await engine.perform { try $0.store.dataKeys() }
    let master = try MasterKeys.load(reference, state: folders.state)
    let vault = try Vault(master: master, rows: rows.map(WrappedDataKey.init))
    guard rows.isEmpty else { return vault }
    let first = vault.rowsForNewPrimary()
    try await engine.perform { context in
      for row in first { try context.store.insert(DataKeyRow(row), at: context.now) }
    }
    try vault.adopt(first)
    return vault
  }
}
