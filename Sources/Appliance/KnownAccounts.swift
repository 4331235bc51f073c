import Control
import Crypto
import Daemon
import Domain
import Glibc
import HTTP
import Store

/// How the accounts stand, from whoever knows: the running daemon, or the store while none runs.
struct KnownAccounts {
  private let folders: Folders

  init(_ folders: Folders) {
    self.folders = folders
  }

  /// `nil` when nobody can say: no daemon answers this user, and there is no store to look into.
  func standings() async -> [AccountStanding]? {
    let client = ControlClient(transport: UnixTransport(socket: folders.socket, seconds: 5))
    if let page = try? await client.call(ListAccounts()) {
      return page.items.compactMap(AccountStanding.init)
    }
    return stored()
  }

  /// Looks into a store that exists and is this user's own, and never makes one.
  private func stored() -> [AccountStanding]? {
    let path = folders.state + "/" + StoreFiles.databaseName
    var status = stat()
    // Another user, root even, would leave files behind that the daemon cannot use.
    guard stat(path, &status) == 0, status.st_uid == System.userID else { return nil }
    let options = StoreOptions(
      directory: folders.state, at: SystemClocks.wall(), build: Version.text)
    // A store that cannot be opened (a daemon that does not answer holds it) says nothing.
    guard let store = try? Store.open(options, hashing: SHA256()) else { return nil }
    let rows = try? store.accounts()
    try? store.close()
    return rows?.map(AccountStanding.init)
  }
}
