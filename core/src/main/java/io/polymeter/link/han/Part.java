package io.polymeter.link.han;

/// A frame, and the part of a message in it.
///
/// @param length of the frame in bytes
/// @param number of the part: 0 begins a message
/// @param last whether the message ends with it
/// @param numbered whether parts are numbered, so that a lost one is noticed
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Part(int length, byte[] content, int number, boolean last, boolean numbered) {

    /// What the bytes from a place on are.
    enum Look {
        /// No frame.
        OTHER,
        /// Perhaps the beginning of one.
        BEGINNING,
        /// A whole one.
        WHOLE
    }
}
