// swift-tools-version: 6.2
import PackageDescription

/// One list for every Swift target: Swift 6, strict, no implicit existentials, no leaking imports.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

/// A room: a folder below Sources, and the rooms it may know. An arrow that is not here does not
/// compile; `Tests/TidyTests` holds this list against the drawing in docs/architecture.md.
func room(_ name: String, knows others: [String] = []) -> Target {
  .target(
    name: name, dependencies: others.map { .init(stringLiteral: $0) }, swiftSettings: settings)
}

func tests(_ name: String, of rooms: [String]) -> Target {
  .testTarget(
    name: name, dependencies: rooms.map { .init(stringLiteral: $0) }, swiftSettings: settings)
}

/// A program of the proof below `Tests`: it is built with the tests and never installed.
func tool(
  _ name: String, at path: String, of rooms: [String], without excluded: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: rooms.map { .init(stringLiteral: $0) }, path: path,
    exclude: excluded, swiftSettings: settings)
}

let package = Package(
  name: "belfry",
  products: [.executable(name: "belfry", targets: ["Appliance"])],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CICal", providers: [.apt(["libical-dev"])]),
    .systemLibrary(name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),
    .systemLibrary(name: "CJansson", providers: [.apt(["libjansson-dev"])]),
    .target(name: "CLinux"),
    .target(name: "CAssets"),

    room("Domain", knows: ["CJansson"]),
    room("Text", knows: ["CUTF8Proc"]),
    room("Calendar", knows: ["Domain", "CICal"]),
    room("Config", knows: ["Domain", "CYAML"]),
    room("Crypto", knows: ["Domain", "COpenSSL"]),
    room("Store", knows: ["Domain", "CSQLite"]),
    room("HTTP", knows: ["Domain", "CCurl", "CMicroHTTPD", "CLinux"]),
    room("Adapters", knows: ["Domain", "Text"]),
    room("Scheduler", knows: ["Domain"]),
    room("Control", knows: ["Domain", "HTTP"]),
    room("Terminal", knows: ["Domain", "Control"]),
    room("Media", knows: ["Domain", "Crypto", "CLinux"]),
    room(
      "Daemon",
      knows: [
        "Domain", "Config", "Crypto", "Store", "HTTP", "Scheduler", "Control", "Media", "CLinux",
      ]),
    room("PlatformModels", knows: ["Domain", "Text"]),
    room("Sandbox", knows: ["Domain", "HTTP", "PlatformModels"]),
    .executableTarget(
      name: "Appliance",
      dependencies: [
        "Domain", "Text", "Calendar", "Config", "Crypto", "Store", "HTTP", "Adapters", "Scheduler",
        "Control", "Terminal", "Media", "Daemon", "PlatformModels", "Sandbox", "CLinux", "CAssets",
      ],
      swiftSettings: settings),

    tests("DomainTests", of: ["Domain"]),
    tests("TextTests", of: ["Text"]),
    tests("CalendarTests", of: ["Calendar", "Domain"]),
    tests("ConfigTests", of: ["Config", "Domain"]),
    tests("CryptoTests", of: ["Crypto", "Domain"]),
    tests("StoreTests", of: ["Store", "Domain", "CSQLite"]),
    tests("HTTPTests", of: ["HTTP", "Domain", "CLinux"]),
    tests("AdaptersTests", of: ["Adapters", "Domain", "Text"]),
    tests(
      "SchedulerTests",
      of: ["Scheduler", "Domain", "Store", "Crypto", "Adapters", "PlatformModels"]),
    tests("ControlTests", of: ["Control", "Domain", "HTTP", "CLinux"]),
    tests("TerminalTests", of: ["Terminal", "Control", "Domain", "HTTP"]),
    tests("MediaTests", of: ["Media", "Domain", "Crypto", "CLinux"]),
    tests(
      "DaemonTests",
      of: [
        "Daemon", "Domain", "Config", "Control", "Calendar", "Media", "Scheduler", "Store",
        "Crypto", "HTTP", "Adapters", "PlatformModels",
      ]),
    tests("PlatformModelsTests", of: ["PlatformModels", "Domain", "COpenSSL"]),
    tests("SandboxTests", of: ["Sandbox", "PlatformModels", "HTTP", "Domain", "COpenSSL"]),
    tests("ApplianceTests", of: ["Appliance", "Control", "Domain", "HTTP"]),
    tests(
      "ContractTests",
      of: [
        "Domain", "Adapters", "PlatformModels", "Scheduler", "Store", "Crypto", "Daemon", "HTTP",
      ]),
    tests("TidyTests", of: ["Domain"]),

    .target(
      name: "Simulation",
      dependencies: [
        "Domain", "Config", "Crypto", "Store", "HTTP", "Adapters", "Scheduler", "Daemon",
        "PlatformModels", "CSQLite",
      ], path: "Tests/Simulation", swiftSettings: settings),
    tool(
      "belfry-sim", at: "Tests/BelfrySim",
      of: ["Simulation", "Domain", "PlatformModels", "Store"]),
    tests("SimulationTests", of: ["Simulation", "Domain", "Store", "Crypto"]),

    tool(
      "belfry-prove", at: "Tests/Prove",
      of: [
        "Domain", "HTTP", "Crypto", "Control", "PlatformModels", "Sandbox", "CLinux", "CSQLite",
      ], without: ["Preload"]),
    tool(
      "belfry-fuzz", at: "Tests/Fuzz",
      of: [
        "Domain", "Text", "Calendar", "Config", "Crypto", "Adapters", "Control", "Media",
        "PlatformModels", "CLinux",
      ], without: ["Corpus"]),
    tests("FuzzTests", of: ["belfry-fuzz"]),
  ],
  cLanguageStandard: .gnu2x
)
