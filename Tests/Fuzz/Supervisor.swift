import Glibc

/// Gives each target a process of its own and keeps the inputs that end one.
struct Supervisor {
  private let options: Options

  init(_ options: Options) { self.options = options }

  /// - Returns: whether nothing was found.
  func run() throws -> Bool {
    let targets =
      options.only.isEmpty ? Target.all : try options.only.map { try Target.named($0) }
    var isGood = true
    for target in targets {
      isGood = try run(target, minutes: options.minutes / Double(targets.count)) && isGood
    }
    say(isGood ? "nothing found" : "FOUND: see above")
    return isGood
  }

  private func run(_ target: Target, minutes: Double) throws -> Bool {
    let current = "/tmp/belfry-fuzz-\(getpid())-\(target.name)"
    defer { unlink(current) }
    let code = try start([
      "--corpus", options.corpus, "--minutes", "\(minutes)", "--seed", "\(options.seed)",
      "--child", target.name, "--current", current,
    ])
    guard code != 0 else { return true }
    let input = CurrentInput.left(at: current)
    mkdir("\(options.corpus)/\(target.name)", 0o755)
    let kept = "\(options.corpus)/\(target.name)/found-\(input.count)-\(options.seed)"
    Files.write(input, to: kept)
    say("   \(target.name): ended with \(code); the input is \(kept)")
    return false
  }

  /// Runs this program again; answers its exit code, or 128 and a signal's number.
  private func start(_ words: [String]) throws -> Int32 {
    var arguments = (["belfry-fuzz"] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawn(&child, "/proc/self/exe", nil, nil, &arguments, environ) == 0 else {
      throw Trouble("a process cannot be started")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }
}
