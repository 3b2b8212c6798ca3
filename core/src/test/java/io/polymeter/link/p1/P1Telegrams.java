package io.polymeter.link.p1;

import io.polymeter.link.telegram.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Telegrams as meters send them, with a value of its own at each place.
final class P1Telegrams {

    /// ESMR 5, three phases: currents in whole amperes, tariffs without total, gas.
    static final String DUTCH = """
            /ISK5\\2M550T-1012

            1-3:0.2.8(50)
            0-0:1.0.0(260117201458W)
            0-0:96.1.1(4530303434303037313331363530363139)
            1-0:1.8.1(004426.573*kWh)
            1-0:1.8.2(002399.741*kWh)
            1-0:2.8.1(002444.127*kWh)
            1-0:2.8.2(005683.309*kWh)
            0-0:96.14.0(0002)
            1-0:1.7.0(00.244*kW)
            1-0:2.7.0(00.000*kW)
            0-0:96.7.21(00013)
            1-0:99.97.0(1)(0-0:96.7.19)(180417201458S)(0000000236*s)
            1-0:32.32.0(00000)
            0-0:96.13.0()
            1-0:32.7.0(231.7*V)
            1-0:52.7.0(230.2*V)
            1-0:72.7.0(229.9*V)
            1-0:31.7.0(001*A)
            1-0:51.7.0(002*A)
            1-0:71.7.0(003*A)
            1-0:21.7.0(00.071*kW)
            1-0:41.7.0(00.473*kW)
            1-0:61.7.0(00.000*kW)
            1-0:22.7.0(00.000*kW)
            1-0:42.7.0(00.000*kW)
            1-0:62.7.0(00.300*kW)
            0-1:24.1.0(003)
            0-1:96.1.0(4730303332353635353831323837373136)
            0-1:24.2.1(180117201005W)(04890.857*m3)
            """;

    /// eMUCS-P1: totals per tariff, quarter-hour means, thirteen months of peaks, currents with two decimals.
    static final String BELGIAN = """
            /FLU5\\253770234_A

            0-0:96.1.4(50217)
            0-0:96.1.1(3153414733313030323937373530)
            0-0:1.0.0(260512145552S)
            1-0:1.8.1(000000.034*kWh)
            1-0:1.8.2(000015.758*kWh)
            1-0:2.8.1(000000.000*kWh)
            1-0:2.8.2(000000.011*kWh)
            1-0:1.4.0(02.351*kW)
            1-0:1.6.0(260509134558S)(02.589*kW)
            0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(230201000000W)(230117224500W)(04.329*kW)(230202000000W)(230214224500W)(04.529*kW)
            0-0:96.14.0(0001)
            1-0:1.7.0(00.000*kW)
            1-0:2.7.0(01.493*kW)
            1-0:32.7.0(234.7*V)
            1-0:52.7.0(234.8*V)
            1-0:72.7.0(234.9*V)
            1-0:31.7.0(002.12*A)
            1-0:51.7.0(000.07*A)
            1-0:71.7.0(004.33*A)
            0-0:96.3.10(1)
            0-0:17.0.0(999.9*kW)
            1-0:31.4.0(999*A)
            0-0:96.13.0()
            0-1:24.1.0(007)
            0-1:96.1.1(3853455430303030393630303531)
            0-1:24.2.1(632525252525S)(00001.000)
            0-2:24.2.3(260512134558S)(00112.384*m3)
            """;

    /// SE P1: totals of four counters, reactive power.
    static final String SWEDISH = """
            /ELL5\\253833635_A

            0-0:1.0.0(260217184019W)
            1-0:1.8.0(00006678.394*kWh)
            1-0:2.8.0(00000011.000*kWh)
            1-0:3.8.0(00000021.988*kvarh)
            1-0:4.8.0(00001020.971*kvarh)
            1-0:1.7.0(0001.727*kW)
            1-0:2.7.0(0000.000*kW)
            1-0:3.7.0(0000.000*kvar)
            1-0:4.7.0(0000.309*kvar)
            1-0:21.7.0(0001.023*kW)
            1-0:41.7.0(0000.350*kW)
            1-0:61.7.0(0000.353*kW)
            1-0:22.7.0(0000.000*kW)
            1-0:42.7.0(0000.000*kW)
            1-0:62.7.0(0000.000*kW)
            1-0:32.7.0(240.3*V)
            1-0:52.7.0(240.1*V)
            1-0:72.7.0(241.3*V)
            1-0:31.7.0(004.2*A)
            1-0:51.7.0(001.6*A)
            1-0:71.7.0(001.7*A)
            """;

    /// DSMR 3: no checksum, tens of watts, the gas meter's value on a line of its own.
    static final String OLD = """
            /KMP5 KA6U001660297912

            0-0:96.1.1(204B413655303031363630323937393132)
            1-0:1.8.1(00513.140*kWh)
            1-0:1.8.2(00604.700*kWh)
            1-0:2.8.1(00000.010*kWh)
            1-0:2.8.2(00000.020*kWh)
            0-0:96.14.0(0001)
            1-0:1.7.0(0000.00*kW)
            1-0:2.7.0(0000.84*kW)
            0-0:17.0.0(999*A)
            0-0:96.3.10(1)
            0-0:96.13.1()
            0-1:24.1.0(3)
            0-1:96.1.0(3238313031453631373038389930337131)
            0-1:24.3.0(121030140000)(00)(60)(1)(0-1:24.2.1)(m3)
            (00024.123)
            0-1:24.4.0(1)
            """;

    private P1Telegrams() {}

    static byte[] withChecksum(String text) {
        String body = text.replace("\n", "\r\n") + "!";
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        String crc = String.format("%04X\r\n", Checksum.ARC.of(bytes, 0, bytes.length));
        return (body + crc).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] without(String text) {
        return (text.replace("\n", "\r\n") + "!\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Seven bits with even parity, seen through a line of eight.
    static byte[] withParity(byte[] bytes) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] |= (byte) ((Integer.bitCount(result[i]) & 1) << 7);
        }
        return result;
    }

    /// What a receiver of 8N1 makes of bytes whose signal is upside down: a start bit is where the line falls, and what
    /// follows are inverted bits, often of two characters.
    static byte[] inverted(byte[] bytes) {
        boolean[] wire = new boolean[10 * bytes.length + 200];
        // The line rests low instead of high.
        for (int i = 0; i < bytes.length; i++) {
            int frame = 0x200 | (bytes[i] & 0xff) << 1;
            for (int bit = 0; bit < 10; bit++) {
                wire[10 * i + bit] = (frame >> bit & 1) == 0;
            }
        }
        byte[] received = new byte[bytes.length];
        int count = 0;
        int at = 1;
        while (at + 10 < 10 * bytes.length && count < received.length) {
            if (wire[at - 1] && !wire[at]) {
                int value = 0;
                for (int bit = 0; bit < 8; bit++) {
                    value |= (wire[at + 1 + bit] ? 1 : 0) << bit;
                }
                received[count++] = (byte) value;
                at += 9;
            }
            at++;
        }
        return Arrays.copyOf(received, count);
    }
}
