import Testing

/// The repository as it is keeps the rules of the house.
@Suite struct HouseTests {
  @Test("every file keeps every rule", arguments: Rule.all)
  func rule(_ rule: Rule) {
    let findings = rule.findings(Tree.house)
    #expect(
      findings.isEmpty, "\(rule.name)\n\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test("the tree that is read is the whole house")
  func tree() {
    #expect(Tree.house["Package.swift"] != nil)
    #expect(Tree.house["docs/architecture.md"] != nil)
    #expect(Tree.house.sources(of: ["Domain"]).count > 20)
  }

  @Test("the package draws the arrows of docs/architecture.md")
  func packageAndDrawing() throws {
    let drawing = Arrows(drawing: try #require(Tree.house["docs/architecture.md"])).allowed
    let package = Arrows(package: try #require(Tree.house["Package.swift"])).allowed
    #expect(Set(drawing.keys) == Set(package.keys))
    for room in drawing.keys.sorted() {
      #expect(drawing[room] == package[room], "\(room)")
    }
  }

  @Test("the bugs that the simulation puts in are not in the product")
  func mutants() throws {
    #expect(Tree.house["Tests/Simulation/Mutants/Mutant.swift"] != nil)
    for file in Tree.house.sources {
      let lines = file.lines.filter { $0.lowercased().contains("mutant") }
      #expect(lines.isEmpty, "\(file.path)")
    }
  }

  @Test("every room of the drawing has its folder")
  func folders() throws {
    let drawing = Arrows(drawing: try #require(Tree.house["docs/architecture.md"])).allowed
    #expect(Set(drawing.keys) == Set(Tree.house.sources.map(\.room)))
  }

  @Test("imports follow the arrows")
  func imports() throws {
    let arrows = Arrows(drawing: try #require(Tree.house["docs/architecture.md"]))
    let breaches = arrows.breaches(in: Tree.house)
    #expect(breaches.isEmpty, "\n\(breaches.map(\.description).joined(separator: "\n"))")
  }

  @Test("rooms that must not meet have no arrow between them")
  func innerCircle() throws {
    let circle: Set = ["Config", "Crypto", "Store", "Calendar", "Adapters", "Scheduler"]
    let drawing = Arrows(drawing: try #require(Tree.house["docs/architecture.md"])).allowed
    #expect(drawing["Domain"] == ["CJansson"])
    for room in circle.sorted() {
      let known = try #require(drawing[room])
      #expect(known.isDisjoint(with: circle), "\(room)")
    }
  }
}
