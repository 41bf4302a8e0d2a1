/// The numbering plans of all regions, read from the embedded resource.
public struct NumberingPlan: Sendable {}
