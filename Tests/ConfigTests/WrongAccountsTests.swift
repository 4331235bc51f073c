import Config
import Domain
import Testing

@Suite("Wrong accounts")
struct WrongAccountsTests {
  /// Whole files, and what is said about each.
  static let all = WrongFile.cases(
    #"""
    === no accounts
    version: 1
    ---
    1:1: error: accounts.yaml needs "accounts"
        the identities that posts go out under
    === another version
    version: 2
    accounts: []
    ---
    1:10: error: "version" must be 1, not "2"
    === unknown key
    version: 1
    acounts: []
    ---
    1:1: error: accounts.yaml needs "accounts"
        the identities that posts go out under
    2:1: error: unknown key "acounts"
        did you mean "accounts"?
    === unknown platform
    version: 1
    accounts:
      - { id: a, platform: mastodn, server: https://m.example }
    ---
    3:24: error: "platform" must be "bluesky" or "mastodon", not "mastodn"
        did you mean "mastodon"?
    === missing setting of the platform
    version: 1
    accounts:
      - { id: a, platform: mastodon }
    ---
    3:7: error: an account needs "server"
        the server of the account
    === setting of another platform
    version: 1
    accounts:
      - { id: a, platform: mastodon, server: https://m.example, handle: me }
    ---
    3:61: error: unknown key "handle"
        it belongs to platform: bluesky
    === server without encryption
    version: 1
    accounts:
      - { id: a, platform: mastodon, server: http://m.example }
    ---
    3:42: error: "server": "http://m.example" is not encrypted
        use https://
    === server with a path
    version: 1
    accounts:
      - { id: a, platform: mastodon, server: https://m.example/@me }
    ---
    3:42: error: "server" must be a server such as https://mastodon.example, not \#
    "https://m.example/@me"
        without a path at its end
    === duplicate account
    version: 1
    accounts:
      - { id: a, platform: bluesky, handle: a.example }
      - { id: a, platform: bluesky, handle: b.example }
    ---
    4:11: error: duplicate id "a"
        it is also at accounts.yaml:3:11
    === bad account id
    version: 1
    accounts:
      - { id: a/b, platform: bluesky, handle: a.example }
    ---
    3:11: error: "id" must be 1 to 64 of a-z A-Z 0-9 . _ - beginning with a letter or digit, not \#
    "a/b"
    === bad limits
    version: 1
    accounts:
      - { id: a, platform: bluesky, handle: a.example, limits: { posts: many, spacing: 10 } }
    ---
    3:69: error: "posts" must be a number of posts in a time such as 15/day or 5/2h, not "many"
    3:84: error: "spacing" must be a duration such as 90s, 10m, 2h or 3d, not "10"
    === unknown app
    version: 1
    apps: { one: { platform: bluesky, client_id: x } }
    accounts:
      - { id: a, platform: bluesky, handle: a.example, app: on }
    ---
    4:57: error: no app "on"
        did you mean "one"?
    === app of another platform
    version: 1
    apps: { one: { platform: mastodon, client_id: x } }
    accounts:
      - { id: a, platform: bluesky, handle: a.example, app: one }
    ---
    4:57: error: the app "one" is for mastodon, not for bluesky
    === secret written out
    version: 1
    apps: { one: { platform: mastodon, client_id: x, client_secret: hunter2 } }
    accounts: []
    ---
    2:65: error: "client_secret": a secret does not belong into this file
        store it elsewhere and write where it is: credential:NAME, file:PATH or env:NAME
    === password among the accounts
    version: 1
    accounts:
      - { id: a, platform: bluesky, handle: a.example, password: hunter2 }
    ---
    3:52: error: unknown key "password"
        secrets have no place in these files; belfry connect keeps them encrypted
    === master key from the environment
    version: 1
    master_key: env:KEY
    accounts: []
    ---
    2:13: error: "master_key": the environment is no place for this secret
        write credential:NAME or file:PATH
    === reference to nothing
    version: 1
    master_key: "credential:"
    accounts: []
    ---
    2:13: error: "master_key": the reference names nothing that can be read
        write credential:NAME or file:PATH
    === unknown member of a group
    version: 1
    accounts:
      - { id: fedi, platform: mastodon, server: https://m.example }
    groups: { all: [fedy] }
    ---
    4:17: error: no account "fedy"
        did you mean "fedi"?
    === group with the name of an account
    version: 1
    accounts:
      - { id: fedi, platform: mastodon, server: https://m.example }
    groups: { fedi: [fedi] }
    ---
    4:11: error: "fedi" is already the name of an account
        give the group another name
    === bad listen address
    version: 1
    accounts: []
    listen: { address: localhost }
    ---
    3:20: error: "address" must be an address and a port such as 127.0.0.1:8087, not "localhost"
    === two places for notices
    version: 1
    accounts: []
    notices:
      ntfy: { url: https://ntfy.example/x }
      webhook: { url: https://hook.example }
    ---
    5:3: error: notices go to one place
        keep ntfy: or webhook:
    === bad settings of the program
    version: 1
    accounts: []
    daemon: { deliveries_at_once: 0, drain: 1h, free_disk: lots, calls_at_once: 257 }
    ---
    3:31: error: "deliveries_at_once" must be a whole number from 1 to 2048, not "0"
    3:41: error: "drain": "1h" is too long
        at most 10m
    3:56: error: "free_disk" must be a size such as 256MB or 2GB, not "lots"
    3:77: error: "calls_at_once" must be a whole number from 1 to 256, not "257"
    === a bucket without an endpoint and a key
    version: 1
    accounts: []
    media: { bucket: { kind: s3, name: acme } }
    ---
    3:20: error: bucket: needs "access_key"
        the store signs nothing without a key
    3:20: error: bucket: needs "endpoint"
        the store, such as https://s3.eu-central-1.amazonaws.com
    === a secret in the file
    version: 1
    accounts: []
    media:
      bucket:
        { kind: s3, name: acme, endpoint: https://s3.example, access_key: AK, secret_key: hunter2 }
    ---
    5:87: error: "secret_key": a secret does not belong into this file
        store it elsewhere and write where it is: credential:NAME, file:PATH or env:NAME
    === a key of the other kind
    version: 1
    accounts: []
    media:
      bucket:
        kind: s3
        endpoint: https://s3.example
        name: acme
        access_key: A
        secret_key: env:S
        service_account: file:/k
    ---
    10:5: error: unknown key "service_account"
        it belongs to kind: gcs
    === two keys of Google's
    version: 1
    accounts: []
    media: { bucket: { kind: gcs, name: acme, access_key: A, service_account: "file:/k" } }
    ---
    3:43: error: the bucket has two keys
        keep service_account:, or access_key: and secret_key:
    === bad names in a bucket
    version: 1
    accounts: []
    media:
      bucket:
        kind: gcs
        name: Acme
        prefix: /belfry
        service_account: credential:gcs
      expires: { put: 8d, get: 1s }
    ---
    6:11: error: "name" must be 3 to 63 of a-z 0-9 . _ -, not "Acme"
    7:13: error: "prefix" must be a folder such as belfry/, not "/belfry"
    9:19: error: "put": "8d" is too long
        at most 1w
    9:28: error: "get": "1s" is too short
        at least 1m
    === dots in a host name
    version: 1
    accounts: []
    media:
      bucket: { kind: gcs, name: m.acme.example, addressing: virtual, service_account: "env:G" }
    ---
    4:30: error: no certificate fits the host m.acme.example.…
        a name with dots needs addressing: path
    === one file larger than all
    version: 1
    accounts: []
    media: { quota: 1GB, largest: 2GB }
    ---
    3:31: error: one file may be larger than all of them together
        lower largest:, or raise quota: (1 GB)
    """#)

  @Test("every mistake is named with its place and what to do", arguments: all)
  func mistake(_ file: WrongFile) {
    let loaded = load("version: 1\ntimezone: UTC", accounts: file.body)
    #expect(shown(loaded.diagnostics) == file.messages)
    #expect(loaded.snapshot == nil)
  }

  @Test("a secret is never repeated, neither in a message nor in an excerpt", arguments: all)
  func secrets(_ file: WrongFile) {
    let loaded = load("version: 1\ntimezone: UTC", accounts: file.body)
    let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
    #expect(!text.contains("hunter2"))
    #expect(!DiagnosticRenderer().json(loaded.diagnostics).text.contains("hunter2"))
  }
}
