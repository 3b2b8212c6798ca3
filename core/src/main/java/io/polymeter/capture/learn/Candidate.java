package io.polymeter.capture.learn;

/// What a run of registers may hold.
///
/// @param as the encoding, as profiles have it
/// @param lowFirst whether the low word comes first
/// @param confidence 0 to 1
/// @param evidence in words
/// @param values one for each answer
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record Candidate(int address, String as, boolean lowFirst, double confidence, String evidence, double[] values) {

    int width() {
        return as.endsWith("16") ? 1 : as.endsWith("32") ? 2 : 4;
    }

    /// The same, with less confidence.
    Candidate doubted(double less) {
        return new Candidate(address, as, lowFirst, confidence - less, evidence, values);
    }

    boolean overlaps(Candidate other) {
        return address < other.address + other.width() && other.address < address + width();
    }
}
