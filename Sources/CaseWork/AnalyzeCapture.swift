import CallAnalysis

/// Reads captures and analyses them.
public enum AnalyzeCapture {}
