import Testing

@testable import belfry_fuzz

/// Inputs that once were trouble, and those that mutation begins with, are read in each test run.
@Suite("Kept inputs")
struct CorpusTests {
  private static let targets = Target.all.map(\.name)

  private var folder: String {
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fuzz/Corpus"
  }

  @Test("every kept input is read, soon", arguments: targets)
  func corpus(_ name: String) throws {
    let target = try Target.named(name)
    let inputs = target.corpus(in: folder)
    #expect(!inputs.isEmpty)
    for input in inputs {
      let begun = Files.processorSeconds()
      target.read(input)
      #expect(Files.processorSeconds() - begun < Target.slowSeconds)
    }
  }

  @Test("the first mutations of each input are read", arguments: targets)
  func mutations(_ name: String) throws {
    let target = try Target.named(name)
    var mutator = Mutator(seed: 7, corpus: target.corpus(in: folder), words: target.words)
    for _ in 0..<50 { target.read(mutator.next()) }
  }

  @Test("equal seeds make equal inputs")
  func deterministic() {
    var (one, two) = (
      Mutator(seed: 3, corpus: [[1, 2, 3]], words: ["x"]),
      Mutator(seed: 3, corpus: [[1, 2, 3]], words: ["x"])
    )
    for _ in 0..<100 { #expect(one.next() == two.next()) }
  }
}
