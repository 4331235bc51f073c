import Glibc

/// `make fuzz`: mutated inputs for everything that reads bytes from outside.
@main
enum Main {
  static func main() {
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      if let name = options.child {
        try Target.named(name).fuzz(options)
      } else {
        exit(try Supervisor(options).run() ? 0 : 1)
      }
    } catch {
      say("fuzz: \(error)", to: 2)
      exit(2)
    }
  }
}

/// What went wrong, in words.
struct Trouble: Error, CustomStringConvertible {
  var description: String

  init(_ text: String) { description = text }
}

/// Writes a line at once.
func say(_ text: String, to descriptor: Int32 = 1) {
  let bytes = Array((text + "\n").utf8)
  _ = write(descriptor, bytes, bytes.count)
}
