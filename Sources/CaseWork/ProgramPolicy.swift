import Findings
import SampleIntake
import SupportProgram

/// The parts of a support program in the words of the rooms that use them.
extension SamplePolicy {
    /// The sample criteria of `program`.
    public init(_ program: Program) {
        self.init()
        let criteria = program.criteria
        self.program = program.name
        maximumAgeSeconds = criteria.maximumAgeSeconds
        countsAgeFromEnd = criteria.ageFrom == .end
        futureToleranceSeconds = criteria.futureToleranceSeconds
        creditsStatedPrecision = criteria.creditsStatedPrecision
        withheldFraction = criteria.withheldFraction
        withheldFloor = criteria.withheldFloor
        countsMatchedWithheld = criteria.countsMatchedWithheld
        maximumSamples = criteria.maximumSamples
        preferredSamples = criteria.preferredSamples
        maximumFieldCharacters = criteria.maximumFieldCharacters
        maximumBytes = criteria.maximumBytes
        duplicateWindowSeconds = criteria.duplicateWindowSeconds
        maximumClockOffsetSeconds = criteria.maximumClockOffsetSeconds
        mobile = Requirement(criteria.mobile)
        shortCodes = Requirement(criteria.shortCodes)
        withheldWords = Set(criteria.withheldWords)
        withheldCodes = Set(criteria.withheldCodes)
        caseRequirements = CaseRequirements(program)
        customers = program.customers.map { customer in
            CustomerEntry(
                name: customer.name, sites: customer.sites, ownNumbers: customer.ownNumbers,
                people: customer.representatives.map {
                    CustomerEntry.Person(
                        name: $0.name, email: $0.email, phone: $0.phone, from: $0.from, until: $0.until)
                })
        }
    }
}

extension SamplePolicy.Requirement {
    init(_ requirement: Program.Requirement) {
        switch requirement {
        case .blocking: self = .blocking
        case .advice: self = .advice
        case .no: self = .no
        }
    }
}

extension CaseRequirements {
    init(_ program: Program) {
        self.init()
        func requirement(_ id: String) -> SamplePolicy.Requirement { SamplePolicy.Requirement(program.requirement(id)) }
        serviceIdentifier = requirement("serviceIdentifier")
        representative = requirement("representative")
        equipmentChecked = requirement("equipmentChecked")
        firstLevelDiagnosticsDone = requirement("firstLevelDiagnosticsDone")
        severities = program.severities.map { Choice(id: $0.id, meaning: $0.name) }
        regions = program.regions.map { Choice(id: $0.id, meaning: $0.name) }
        checklist = program.checklist.map {
            Question(
                fields: $0.fields, question: $0.question, answers: $0.answers, words: $0.words,
                requirement: SamplePolicy.Requirement($0.required))
        }
    }
}

extension FindingThresholds {
    /// Those of the built-in program, known without reading it: an analysis needs nothing else of it.
    public static let ofBuiltInProgram: FindingThresholds = {
        var thresholds = FindingThresholds()
        thresholds.requiredOneWayDelayMilliseconds = 150
        return thresholds
    }()

    /// The built-in thresholds with those a program states in their place.
    public init(_ program: Program) {
        self.init()
        requiredOneWayDelayMilliseconds = program.networkRequirements.maximumOneWayDelayMilliseconds
        requiredJitterMilliseconds = program.networkRequirements.maximumJitterMilliseconds
        requiredLossPercent = program.networkRequirements.maximumLossPercent
        for (name, value) in program.thresholds {
            FindingThreshold.named(name)?.set(value, in: &self)
        }
    }
}
