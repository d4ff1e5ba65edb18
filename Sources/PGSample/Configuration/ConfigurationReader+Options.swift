import Yams

extension ConfigurationReader {
    /// Reads the value of an option into the settings, which keep what they have when it cannot be read.
    mutating func apply(_ key: OptionKey, _ node: Node, to settings: inout Settings) {
        let name = key.rawValue
        var options = settings.options
        switch key {
        case .schemas:
            options.schemas = list(in: node, of: name, NamePattern.init(parsing:)) ?? options.schemas
        case .excludeTables:
            options.excludedTables =
                list(in: node, of: name, TablePattern.init(parsing:)) ?? options.excludedTables
        case .limits:
            let entries = list(in: node, of: name, allowingNumbers: true, LimitRules.parse)
            options.limits = entries.map { LimitRules($0.flatMap(\.self)) } ?? options.limits
        case .order:
            let order = choice(in: node, of: name, among: RowOrder.allCases.map(\.rawValue))
            options.order = order.flatMap(RowOrder.init(rawValue:)) ?? options.order
        case .seed: options.seed = wholeNumber(in: node, of: name, from: .min ... .max) ?? options.seed
        case .stable: options.isStable = bool(in: node, of: name) ?? options.isStable
        case .dataOnly: options.isDataOnly = bool(in: node, of: name) ?? options.isDataOnly
        case .compress:
            let level = wholeNumber(in: node, of: name, from: SamplingOptions.compressionLevels)
            options.compressionLevel = level ?? options.compressionLevel
        case .verify: settings.isVerified = bool(in: node, of: name) ?? settings.isVerified
        case .staging:
            let choice = choice(in: node, of: name, among: StagingSettings.Choice.allCases.map(\.rawValue))
            options.staging.choice =
                choice.flatMap(StagingSettings.Choice.init(rawValue:)) ?? options.staging.choice
        case .lockTimeout: options.lockTimeout = duration(in: node, of: name) ?? options.lockTimeout
        case .maximumDuration: options.maximumDuration = duration(in: node, of: name)
        }
        settings.options = options
    }

    // MARK: Values

    /// One text or a list of texts, each read by `parse`; nil when any of them is wrong.
    private mutating func list<Element>(
        in node: Node, of name: String, allowingNumbers: Bool = false,
        _ parse: (String) throws(PGSampleError) -> Element
    ) -> [Element]? {
        let nodes: [Node]
        switch node {
        case .sequence(let sequence): nodes = Array(sequence)
        case .scalar where Self.isText(node) || allowingNumbers && Self.isNumber(node): nodes = [node]
        default:
            report(node, "\"\(name)\" must be a text or a list of texts, not \(Self.kind(of: node))")
            return nil
        }
        // A text that its list's commas cut gives two elements in a line, as only [ ] can. (The list's style
        // is not asked, because Yams 6.2 reads it from the event that ends the list, which has none.)
        let isFlow = zip(nodes, nodes.dropFirst()).contains { $0.mark?.line == $1.mark?.line }
        var elements: [Element] = []
        for node in nodes {
            let isNumber = allowingNumbers && Self.isNumber(node)
            guard let text = isNumber ? node.scalar?.string : text(in: node, of: name) else { continue }
            do throws(PGSampleError) {
                elements.append(try parse(text))
            } catch {
                let isCut = isFlow && node.scalar?.style == .plain && text.contains { "()[]'".contains($0) }
                let advice = isCut ? " Inside [ ], a text with a comma needs double quotes." : ""
                report(node, error.description.split(separator: "\n").joined(separator: ". ") + advice)
            }
        }
        return elements.count == nodes.count ? elements : nil
    }

    private mutating func choice(in node: Node, of name: String, among choices: [String]) -> String? {
        guard let text = text(in: node, of: name) else { return nil }
        if choices.contains(text) { return text }
        let valid = choices.map { "\"\($0)\"" }.joined(separator: ", ")
        let question = NearMisses.question(for: text, among: choices).map { "; \($0)" } ?? ""
        report(node, "\"\(name)\" is one of \(valid), not \"\(RuleFlaw.shortened(text))\"\(question)")
        return nil
    }

    private mutating func bool(in node: Node, of name: String) -> Bool? {
        guard node.tagName == .bool, let value = node.bool else {
            report(node, "\"\(name)\" must be true or false, not \(Self.kind(of: node))")
            return nil
        }
        return value
    }

    private mutating func wholeNumber<Number: FixedWidthInteger>(
        in node: Node, of name: String, from range: ClosedRange<Number>
    ) -> Number? {
        // The comparison refuses 010, which is 8 in YAML 1.1 and 10 elsewhere.
        guard node.tagName == .int, let text = node.scalar?.string, let value = Number(text),
            "\(value)" == text, range.contains(value)
        else {
            let isNumber = Self.isNumber(node)
            report(
                node,
                "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)"
                    + (isNumber ? ", in plain digits" : ", not \(Self.kind(of: node))"))
            return nil
        }
        return value
    }

    private mutating func duration(in node: Node, of name: String) -> Duration? {
        guard case .scalar(let scalar) = node, let value = DurationText.parse(scalar.string) else {
            report(node, "\"\(name)\" must be \(DurationText.expectation)")
            return nil
        }
        return value
    }

    /// A text that is not empty. The text itself is not repeated in the message: it may be a URL.
    mutating func text(in node: Node, of name: String) -> String? {
        guard Self.isText(node), let text = node.scalar?.string else {
            let advice = Self.isNumber(node) || node.tagName == .bool ? ": put it in double quotes" : ""
            report(node, "\"\(name)\" must be a text, not \(Self.kind(of: node))\(advice)")
            return nil
        }
        if text.trimmed.isEmpty {
            report(node, "\"\(name)\" is empty")
            return nil
        }
        return text
    }

    // MARK: Nodes

    /// A key with its value; `name` is the key's text.
    typealias Entry = (name: String, key: Node, value: Node)

    /// The mapping's entries. What a merge key (`<<`, https://yaml.org/type/merge.html) brings comes after
    /// the mapping's own and never replaces one of them.
    mutating func entries(of mapping: Node.Mapping) -> [Entry] {
        var entries: [Entry] = []
        var merged: [Entry] = []
        for (key, value) in mapping {
            if key.tagName == .merge {
                merged += mergedEntries(in: value)
            } else if let name = key.scalar?.string {
                entries.append((name, key, value))
            } else {
                report(key, "a key must be a text, not \(Self.kind(of: key))")
            }
        }
        var names = Set(entries.map(\.name))
        return entries + merged.filter { names.insert($0.name).inserted }
    }

    private mutating func mergedEntries(in node: Node) -> [Entry] {
        switch node {
        case .mapping(let mapping): return entries(of: mapping)
        case .sequence(let sequence) where sequence.allSatisfy { $0.mapping != nil }:
            return sequence.flatMap { $0.mapping.map { entries(of: $0) } ?? [] }
        default:
            report(node, "\"<<\" must be a mapping or a list of mappings, not \(Self.kind(of: node))")
            return []
        }
    }

    mutating func reportUnknown(_ entry: Entry, valid: [String]) {
        let name = RuleFlaw.shortened(entry.name)
        let options = OptionKey.allCases.map(\.rawValue) + IdentityKey.allCases.map(\.rawValue)
        let advice: String
        if let question = NearMisses.question(for: entry.name, among: valid) {
            advice = question
        } else if options.contains(entry.name) {
            advice = "it belongs to a fixture"
        } else {
            advice = "valid are \(valid.map { "\"\($0)\"" }.joined(separator: ", "))"
        }
        report(entry.key, "unknown key \"\(name)\"; \(advice)")
    }

    static func isText(_ node: Node) -> Bool {
        node.scalar != nil && [.str, .timestamp, .value, .nonSpecific].contains(node.tagName)
    }

    static func isNumber(_ node: Node) -> Bool {
        node.scalar != nil && [.int, .float].contains(node.tagName)
    }

    /// What the node is, in words.
    static func kind(of node: Node) -> String {
        switch node {
        case .mapping: return "a mapping"
        case .sequence(let sequence): return sequence.isEmpty ? "an empty list" : "a list"
        case .alias: return "an alias"
        case .scalar:
            switch node.tagName {
            case .null: return "nothing"
            case .bool: return "true or false"
            case .int: return "a whole number"
            case .float: return "a number"
            case .str, .timestamp, .value, .nonSpecific: return "a text"
            default: return "a value with the tag \(node.tagName.rawValue)"
            }
        }
    }
}

extension Node {
    /// The tag that the value has by its form or by an explicit `!!tag`.
    var tagName: Tag.Name { Tag.Name(rawValue: tag.rawValue) }
}
