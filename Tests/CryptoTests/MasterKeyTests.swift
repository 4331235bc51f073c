import Domain
import Glibc
import Testing

@testable import Crypto

/// A folder of its own that goes when the test ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/belfry-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no temporary folder")
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in ["key", "link", "pipe", "folder", "new"] {
      let path = path + "/" + name
      if unlink(path) != 0 { rmdir(path) }
    }
    rmdir(path)
  }

  /// Writes a file and sets its mode, whatever the umask says.
  borrowing func file(_ name: String, _ content: [UInt8], mode: UInt32) -> String {
    let path = path + "/" + name
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(write(descriptor, content, content.count) == content.count, "cannot write")
    fchmod(descriptor, mode)
    close(descriptor)
    return path
  }
}

@Suite("The master key")
struct MasterKeyTests {
  private let hexadecimal = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

  private func id(_ content: [UInt8]) -> String? { MasterKey(Secret(content))?.id }

  @Test("reads hexadecimal, both Base64 forms and raw bytes as the same key")
  func forms() throws {
    let raw = hex(hexadecimal)
    let expected = try #require(id(raw))
    #expect(expected.count == 8)
    #expect(id(utf8(hexadecimal)) == expected)
    #expect(id(utf8(hexadecimal.uppercased() + "\n")) == expected)
    #expect(id(utf8("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")) == expected)
    #expect(id(utf8(" AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\r\n")) == expected)
    #expect(id([UInt8](repeating: 7, count: 32)) != expected)
  }

  @Test(
    "refuses anything else",
    arguments: [
      "", "password", String(repeating: "g", count: 64), String(repeating: "0", count: 63),
    ])
  func refused(_ text: String) {
    #expect(id(utf8(text)) == nil)
  }

  @Test("the id is not the key's own hash")
  func idIsDerived() {
    #expect(id(hex(hexadecimal)) != SHA256().sha256(hex(hexadecimal)).prefix(4).hexadecimal)
  }

  @Test("a new key file can be read again, has mode 0600 and is never overwritten")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/new"
    let key = MasterKey.generate()
    let id = key.id
    try key.write(toNewFile: path)
    var facts = stat()
    #expect(stat(path, &facts) == 0)
    #expect(facts.st_mode & 0o7777 == 0o600)
    let read = try MasterKey(file: path).id
    #expect(read == id)
    #expect(throws: SecretFileProblem.exists(path)) {
      try MasterKey.generate().write(toNewFile: path)
    }
    let again = try MasterKey(file: path).id
    #expect(again == id)
  }

  @Test(
    "a file that others may use is refused with its mode and the remedy",
    arguments: [0o644, 0o640, 0o604, 0o660, 0o700, 0o4600, 0o620] as [UInt32])
  func openMode(_ mode: UInt32) {
    let folder = TemporaryFolder()
    let path = folder.file("key", utf8(hexadecimal), mode: mode)
    #expect(throws: SecretFileProblem.tooOpen(path, mode: mode)) { _ = try MasterKey(file: path) }
    let text = SecretFileProblem.tooOpen(path, mode: mode).description
    #expect(text.contains(String(mode, radix: 8)) && text.contains("chmod 0600 \(path)"))
  }

  @Test("0600 and stricter are accepted", arguments: [0o600, 0o400] as [UInt32])
  func strictMode(_ mode: UInt32) throws {
    let folder = TemporaryFolder()
    let path = folder.file("key", utf8(hexadecimal), mode: mode)
    _ = try MasterKey(file: path)
    #expect(try SecretFile.secret(at: path) == Secret(hexadecimal))
  }

  @Test("a file of another user is refused", .enabled(if: geteuid() == 0))
  func owner() {
    let folder = TemporaryFolder()
    let path = folder.file("key", utf8(hexadecimal), mode: 0o600)
    #expect(chown(path, 12345, 12345) == 0)
    #expect(throws: SecretFileProblem.wrongOwner(path, owner: 12345)) {
      _ = try MasterKey(file: path)
    }
  }

  @Test("what is no file, no key or too big is refused")
  func notUsable() {
    let folder = TemporaryFolder()
    #expect(throws: SecretFileProblem.notAFile(folder.path)) {
      _ = try MasterKey(file: folder.path)
    }
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: SecretFileProblem.notAFile(pipe)) { _ = try MasterKey(file: pipe) }
    let missing = folder.path + "/missing"
    #expect(throws: SecretFileProblem.cannotRead(missing, reason: "No such file or directory")) {
      _ = try MasterKey(file: missing)
    }
    let short = folder.file("key", utf8("short"), mode: 0o600)
    #expect(throws: SecretFileProblem.notAKey(short)) { _ = try MasterKey(file: short) }
    let big = folder.file(
      "key", [UInt8](repeating: 0x61, count: SecretFile.limitBytes + 1), mode: 0o600)
    #expect(throws: SecretFileProblem.tooLarge(big, limitBytes: SecretFile.limitBytes)) {
      _ = try MasterKey(file: big)
    }
  }

  @Test("a credential is read from its folder by name only")
  func credential() throws {
    let folder = TemporaryFolder()
    _ = folder.file("key", utf8(hexadecimal + "\n"), mode: 0o440)
    _ = try MasterKey(credential: "key", in: folder.path)
    #expect(try SecretFile.credential("key", in: folder.path) == Secret(hexadecimal))
    for name in ["../key", "", ".", "..", "a/b", ".key"] {
      #expect(throws: SecretFileProblem.badName(name)) {
        _ = try MasterKey(credential: name, in: folder.path)
      }
    }
  }
}
