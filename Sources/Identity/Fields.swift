import Market

/// The rules for what people enter. Every error names the field.
package enum Fields {
    package static let displayNameMax = 100
    /// RFC 5321 §4.5.3.1.3, without the brackets.
    package static let emailBytesMax = 254
    package static let passwordCharacters = 8...72
    package static let modelMax = 100
    package static let tagsMax = 20
    package static let tagMax = 50
    package static let avatarURLBytesMax = 2_048

    static func check(_ profile: AgentProfile) throws(IdentityError) {
        try displayName(profile.displayName)
        try text(profile.llmModel, "llm_model", max: modelMax)
        try text(profile.framework, "framework", max: modelMax)
        try text(profile.avatarURL, "avatar_url", max: avatarURLBytesMax)
        guard profile.strategyTags.count <= tagsMax else { throw .tooMany(field: "strategy_tags", max: tagsMax) }
        for tag in profile.strategyTags {
            try text(tag, "strategy_tags", max: tagMax)
            guard !tag.isEmpty else { throw .invalid(field: "strategy_tags", reason: "a tag is empty") }
        }
        if let color = profile.color {
            let digits = color.utf8.dropFirst()
            guard color.utf8.first == UInt8(ascii: "#"), digits.count == 6, digits.allSatisfy(isHexDigit) else {
                throw .invalid(field: "color", reason: "must be #rrggbb")
            }
        }
        if let risk = profile.risk { try check(risk) }
    }

    static func check(_ risk: RiskProfile) throws(IdentityError) {
        for (name, percent) in [
            ("daily_loss_limit_pct", risk.dailyLossLimitPercent), ("max_order_size_pct", risk.maxOrderPercent), ("max_position_size_pct", risk.maxPositionPercent),
        ] where percent > 100 {
            throw .invalid(field: name, reason: "more than 100 percent")
        }
        guard risk.minOrderValue >= .zero else { throw .invalid(field: "min_order_size_usd", reason: "must not be negative") }
    }

    static func displayName(_ name: String) throws(IdentityError) {
        try text(name, "display_name", max: displayNameMax)
        guard !name.isEmpty else { throw .invalid(field: "display_name", reason: "is empty") }
    }

    static func startingBalance(_ balance: Amount) throws(IdentityError) {
        guard balance > .zero else { throw .invalid(field: "starting_balance", reason: "must be more than 0") }
    }

    static func password(_ password: String, field: String = "password") throws(IdentityError) {
        guard passwordCharacters.contains(password.unicodeScalars.count) else {
            throw .invalid(field: field, reason: "must have \(passwordCharacters.lowerBound) to \(passwordCharacters.upperBound) characters")
        }
    }

    /// The address as it is stored and compared. Whether it exists, only a letter can tell; its form is not judged further than this.
    static func email(_ email: String) throws(IdentityError) -> String {
        let parts = email.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard email.utf8.count <= emailBytesMax, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), email.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw .invalid(field: "email", reason: "must be an address of at most \(emailBytesMax) bytes")
        }
        return email.lowercased()
    }

    static func strategyLabel(_ label: String?) throws(IdentityError) { try text(label, "strategy_label", max: displayNameMax) }

    private static func text(_ text: String?, _ field: String, max: Int) throws(IdentityError) {
        guard let text else { return }
        guard text.unicodeScalars.count <= max else { throw .invalid(field: field, reason: "longer than \(max) characters") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }) else {
            throw .invalid(field: field, reason: "has control characters")
        }
    }

    private static func isHexDigit(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
