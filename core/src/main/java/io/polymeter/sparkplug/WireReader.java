package io.polymeter.sparkplug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads fields of Protocol Buffers, one after the other. What is not asked for is passed over by the next [#next].
final class WireReader {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int CHUNK = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteBuffer bytes;
    private int field;
    private int form;
    /// The field's number, or its bytes as they stand.
    private long number;
    private ByteBuffer chunk;

    WireReader(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.chunk = this.bytes;
    }

    /// Goes to the next field.
    ///
    /// @return its number, 0 at the end
    int next() throws MalformedPayloadException {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw new MalformedPayloadException("a field has no number");
        }
        field = (int) (tag >>> 3);
        form = (int) tag & 7;
        switch (form) {
            case VARINT -> number = varint();
            case EIGHT_BYTES -> number = need(Long.BYTES).getLong();
            case FOUR_BYTES -> number = need(Integer.BYTES).getInt();
            case CHUNK -> {
                long size = varint();
                if (size < 0 || size > bytes.remaining()) {
                    throw new MalformedPayloadException("field " + field + " is longer than the message");
                }
                chunk = bytes.slice(bytes.position(), (int) size);
                bytes.position(bytes.position() + (int) size);
            }
            default -> throw new MalformedPayloadException("field " + field + " has an unknown form");
        }
        return field;
    }

    long number() throws MalformedPayloadException {
        return as(VARINT);
    }

    /// A number of 32 bits; more are cut off, as the encoding wants it.
    long unsigned() throws MalformedPayloadException {
        return as(VARINT) & 0xffff_ffffL;
    }

    boolean truth() throws MalformedPayloadException {
        return as(VARINT) != 0;
    }

    double real() throws MalformedPayloadException {
        return Double.longBitsToDouble(as(EIGHT_BYTES));
    }

    float shortReal() throws MalformedPayloadException {
        return Float.intBitsToFloat((int) as(FOUR_BYTES));
    }

    String text() throws MalformedPayloadException {
        as(CHUNK);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(chunk).toString();
        } catch (CharacterCodingException _) {
            throw new MalformedPayloadException("field " + field + " is no UTF-8");
        }
    }

    WireReader message() throws MalformedPayloadException {
        as(CHUNK);
        return new WireReader(chunk);
    }

    private long as(int wanted) throws MalformedPayloadException {
        if (form != wanted) {
            throw new MalformedPayloadException("field " + field + " has the form of another kind");
        }
        return number;
    }

    private ByteBuffer need(int size) throws MalformedPayloadException {
        if (bytes.remaining() < size) {
            throw new MalformedPayloadException("the message ends within a field");
        }
        return bytes;
    }

    private long varint() throws MalformedPayloadException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = need(1).get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedPayloadException("a number has more than ten bytes");
    }
}
