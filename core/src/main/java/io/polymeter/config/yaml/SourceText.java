package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Turns the bytes of a file into text, or says at which line and column they are none.
final class SourceText {

    private SourceText() {}

    /// The text without a byte order mark, or null after a problem.
    static @Nullable String decode(byte[] bytes, Problems problems) {
        if (isUtf16(bytes)) {
            problems.error("", Message.of("file-in-utf-16", "the file is in UTF-16; save it as UTF-8"));
            return null;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        int bad = firstUnprintable(text);
        if (bad >= 0) {
            String code = "0x%02X".formatted(text.codePointAt(bad));
            problems.at(
                    position(text, bad),
                    "",
                    Message.of(
                            "control-character-not-text",
                            "a control character ({code}); this is not a text file",
                            code));
            return null;
        }
        if (result.isError()) {
            String value = "0x%02X".formatted(bytes[in.position()] & 0xFF);
            problems.at(
                    position(text, text.length()),
                    "",
                    Message.of("byte-not-utf-8", "the byte {value} is not UTF-8; save the file as UTF-8", value));
            return null;
        }
        return text;
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                        || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
    }

    private static int firstUnprintable(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c) || c == '\uFEFF' || VariableQuoting.isShield(c)) {
                return i;
            }
            i += Character.charCount(c);
        }
        return -1;
    }

    private static Position position(String text, int index) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < index; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, text.codePointCount(start, index) + 1);
    }
}
