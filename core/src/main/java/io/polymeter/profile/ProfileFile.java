package io.polymeter.profile;

import io.polymeter.config.Role;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.profile.document.DocumentFile;
import io.polymeter.register.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A profile as it is written. Each key is declared here once; [ProfileLoader] checks what no single key shows.
record ProfileFile(
        @Key(doc = "Id used in configurations: lower-case letters, digits and hyphens.", example = "kostal-ksem")
        String id,

        @Key(doc = "Display name.", example = "KOSTAL Smart Energy Meter")
        String title,

        @Key(doc = "Manufacturer.", example = "KOSTAL") @Nullable
        String maker,

        @Key(
                doc = "Role: determines the sign of its power and the matching energy counter.",
                absent = "depends on the installation",
                example = "producer")
        @Nullable
        Role role,

        @Key(doc = "Source documents of the register table, separated by semicolons.") @Nullable
        String source,

        @Key(doc = "How reliable the register table is.", absent = "not rated")
        DeviceDescription.@Nullable Confidence confidence,

        @Key(
                doc = "What a person should know before connecting it.",
                example = "RTU or gateway only: the maker's own network protocol is not supported.")
        @Nullable
        String note,

        @ValueRange(min = 1, max = 8)
        @Key(
                doc = "Further profiles of the same device, such as its grid meter and its battery, read"
                        + " at the same endpoint and unit id.",
                absent = "none",
                example = "[huawei-sun2000-grid, huawei-sun2000-battery]")
        List<String> parts,

        @ValueRange(min = 0, max = 1)
        @Key(doc = "Number of the first register in the device's document: 0 or 1.", fallback = "0")
        int firstAddress,

        @Key(doc = "Which register of a 32- or 64-bit value comes first.", fallback = "high-first")
        WordOrder wordOrder,

        @Key(doc = "Encoding of \"no value\", unless a row says otherwise.", fallback = "none")
        Absent absent,

        @Key(doc = "The maker states no encoding of \"no value\": the one here is assumed.", fallback = "false")
        boolean absentAssumed,

        @Key(doc = "Modbus parameters of the device.") ModbusFile modbus,

        @Key(doc = "Default serial parameters.") @Nullable SerialFile serial,

        @Names
        @ValueRange(min = 1, max = 32)
        @Key(doc = "Registers that are received and age together, most urgent group first.")
        Map<String, GroupFile> groups,

        @Key(doc = "The register ranges of the device.") List<SpanFile> spans,

        @ValueRange(min = 0, max = 32)
        @Key(
                doc = "Runs of registers that the device answers, those of no span among them, which carry nothing. An"
                        + " emulated device answers them; a source is not asked for them.",
                absent = "a read over such registers is refused")
        List<HoleFile> holes,

        @Key(doc = "The register table.") List<RowFile> registers,

        @ValueRange(min = 1, max = 500)
        @Key(doc = "JSON documents of a device without registers, for `http` and `mqtt`.", absent = "none")
        List<DocumentFile> documents,

        @Key(doc = "How its documents are fetched, and how it is recognised.")
        DocumentFile.@Nullable HttpFile http,

        @Key(doc = "How its topics are kept coming.") DocumentFile.@Nullable MqttFile mqtt,

        @Names @Key(doc = "What each device has of its own: `{NAME}` in paths and topics.", absent = "nothing")
        Map<String, DocumentFile.VariableFile> variables,

        @Key(doc = "A SunSpec model chain, to be walked or declared.") @Nullable
        ChainFile sunspec,

        @ValueRange(min = 1, max = 16)
        @Key(
                doc = "Points without a register, as the sum of other points; marked as derived.",
                absent = "none",
                example = "[{ point: dc-power, of: [dc-power.S1, dc-power.S2] }]")
        List<SumFile> sums,

        @ValueRange(min = 1, max = 32) @Key(doc = "Known consumers and their read requests.", absent = "none known")
        List<ReaderFile> readers,

        @ValueRange(min = 1, max = 4)
        @Key(doc = "Registers that identify the device; all must match.", absent = "nothing does")
        List<ProbeFile> probe,

        @Key(doc = "Log a line for each received sample.") @Nullable
        TelemetryFile telemetry) {

    /// Which register of a value comes first.
    enum WordOrder {
        HIGH_FIRST,
        LOW_FIRST
    }

    /// How a device says that it has no value.
    enum Absent {
        /// It cannot.
        NONE,
        /// With SunSpec's "not implemented" bits of the encoding.
        SUNSPEC,
        /// With the greatest number of the encoding: 7FFF, FFFF, 7FFFFFFF, FFFFFFFF.
        HIGHEST
    }

    record ModbusFile(
            @ValueRange(min = 0, max = 255) @Key(doc = "Default unit id.", fallback = "1")
            int unit,

            @ValueRange(min = 0, max = 16) @Key(doc = "Unit ids a pushing device may use.", absent = "the default one")
            List<Integer> pushUnits,

            @ValueRange(min = 1, max = 2)
            @Key(doc = "Function codes that read it, 3 or 4; the first is used.", absent = "3")
            List<Integer> functions,

            @ValueRange(min = 1, max = 125) @Key(doc = "Most registers per read request.", fallback = "125")
            int maxRead,

            @Key(doc = "Pause between requests.", fallback = "0ms")
            Duration pause,

            @Key(doc = "How consumers of this device expect stale values to be answered.", fallback = "exception")
            Profile.WhenStale whenStale,

            @ValueRange(min = 1, max = 1000)
            @Key(doc = "TCP clients the device serves at once; the simulation enforces it.", absent = "many")
            @Nullable
            Integer clients,

            @Key(doc = "mDNS service it is looked for by, where served over udp://.", absent = "none") @Nullable
            String announced) {}

    record SerialFile(
            @ValueRange(min = 300, max = 4_000_000) @Key(doc = "Bits per second.", fallback = "9600")
            int baud,

            @Key(doc = "Parity.", fallback = "none") Parity parity,

            @ValueRange(min = 1, max = 2) @Key(doc = "Stop bits.", fallback = "1")
            int stopBits) {

        enum Parity {
            NONE,
            EVEN,
            ODD
        }
    }

    record GroupFile(
            @Key(doc = "Age limit.", absent = "the group never ages") @Nullable
            Duration freshFor,

            @Key(doc = "Poll interval.") Duration every,

            @Key(doc = "Not polled if the device pushes.", fallback = "false")
            boolean pushed) {}

    record SpanFile(
            @Key(doc = "The first register.", example = "512")
            int at,

            @ValueRange(min = 1, max = 65536) @Key(doc = "Number of registers.", example = "280")
            int count,

            @Key(doc = "Its group.", example = "energy") String group,

            @Key(doc = "Some devices reply with exception 2 here.", fallback = "false")
            boolean optional,

            @Key(doc = "Registers without a row have no meaning and may be served as 0.", fallback = "false")
            boolean reserved,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The only function code that reads it.", absent = "the profile's")
            @Nullable
            Integer function,

            @Key(doc = "The device requires the whole range in one read request.", fallback = "false")
            boolean whole,

            Position position) {}

    record HoleFile(
            @Key(doc = "The first register.", example = "0") int at,

            @ValueRange(min = 1, max = 65536) @Key(doc = "Number of registers.", example = "80")
            int count,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The only function code that reads it.", absent = "the profile's")
            @Nullable
            Integer function,

            @ValueRange(min = 0, max = 0xffff) @Key(doc = "What each of them holds.", fallback = "0")
            int word,

            @Key(doc = "Source of this observation.") String source,
            Position position) {}

    record RowFile(
            @Key(doc = "The first register.", example = "26")
            int at,

            @ValueRange(min = 3, max = 4)
            @Key(doc = "The function code that reads it.", absent = "the span's")
            @Nullable
            Integer function,

            @Key(doc = "Encoding.", example = "u32") Encoding as,

            @ValueRange(min = 1, max = 125) @Key(doc = "Length of a text, in registers.", example = "16") @Nullable
            Integer count,

            @Key(doc = "Factor from the raw number to the unit.", fallback = "1", example = "0.1")
            double scale,

            @Key(doc = "Address of the SunSpec scale factor for this value.") @Nullable
            Integer scaleAt,

            @Key(doc = "Registers whose product scales this value, e.g. transformer ratios.") @Nullable
            ScaleByFile scaleBy,

            @Key(doc = "Offset added to number × scale, in the unit.", fallback = "0", example = "-100")
            double offset,

            @Key(doc = "Register with the sign of this magnitude.") @Nullable
            SignFile sign,

            @Key(
                    doc = "Meaning of its numbers, per number or range; other numbers mean no value. When"
                            + " encoding, the first match is used.",
                    absent = "the number is the value",
                    example = "{ 0: 8, 0x200..0x2ff: 4 }")
            Map<String, Integer> states,

            @Key(doc = "Unit of number × scale.", absent = "the point's", example = "W") @Nullable
            String unit,

            @Key(doc = "The point.", absent = "shown, but not converted", example = "voltage.L1") @Nullable
            String point,

            @Key(doc = "Part of a signed value it holds.", fallback = "whole")
            Row.Part part,

            @Key(doc = "Word order.", absent = "the profile's") @Nullable
            WordOrder wordOrder,

            @ValueRange(min = 1, max = 8)
            @Key(
                    doc = "Raw numbers that mean \"no value\"; the first is used when encoding.",
                    absent = "the profile's",
                    example = "[0x7fffffff, 0x80000000]")
            List<NoValueMarker> absent,

            @Key(doc = "Write access.", fallback = "read") Row.Access access,

            @Key(doc = "Writes are acknowledged without effect, as on the device.", fallback = "false")
            boolean accept,

            @ValueRange(min = 0, max = 9)
            @Key(doc = "Decimal places in logs.", absent = "depends on the value")
            @Nullable
            Integer decimals,

            @Key(doc = "Name in the device's document.", absent = "the point's") @Nullable
            String name,

            @Key(doc = "Constant value of an emulated device: a raw number or a text.", absent = "nothing") @Nullable
            String fixed,

            @ValueRange(min = 2, max = 8)
            @Key(
                    doc = "Points whose total an emulated device shows here; a source does not read it.",
                    absent = "nothing",
                    example = "[active-energy-import, active-energy-export]")
            List<String> totalOf,

            @Key(doc = "Note.") @Nullable String note,
            Position position) {}

    record ChainFile(
            @ValueRange(min = 1, max = 8)
            @Key(doc = "Addresses of the marker, tried in this order.", absent = "see `base`")
            List<Integer> bases,

            @Key(doc = "Group of the models found by a walk.", absent = "the models are declared") @Nullable
            String group,

            @Key(doc = "Group of models with ratings, settings and controls.", absent = "`group`") @Nullable
            String settings,

            @Key(doc = "Whether to read unknown models too, for mirrors.", fallback = "true")
            boolean others,

            @Key(doc = "Address of the marker of a declared chain.", absent = "the chain is walked", example = "40000")
            @Nullable
            Integer base,

            @ValueRange(min = 1, max = 32)
            @Key(doc = "Models of a declared chain.", absent = "the chain is walked", example = "[1, 213]")
            List<Integer> models,

            @ValueRange(min = 65, max = 66)
            @Key(doc = "Length of the common model; 65 has no pad register.", fallback = "66")
            int commonLength,

            @Key(
                    doc = "Constant values and scale factors, by the point's name in the model; `unit`"
                            + " is the unit id; a scale factor such as `-2..2` adapts to the values.",
                    absent = "nothing",
                    example = "{ Mn: Fronius, A_SF: -2 }")
            Map<String, String> fixed) {}

    record ScaleByFile(
            @ValueRange(min = 1, max = 4) @Key(doc = "Addresses.", example = "[4608, 4609]")
            List<Integer> at,

            @ValueRange(min = 1, max = 16)
            @Key(doc = "Factor by product; the first limit above it applies.", absent = "the product is the factor")
            List<StepFile> steps) {}

    record StepFile(
            @Key(doc = "Upper limit of the product, exclusive.", absent = "any product") @Nullable
            Double below,

            @Key(doc = "The factor.") double scale) {}

    record SignFile(
            @Key(doc = "Address.", example = "4122") int at,

            @ValueRange(min = 1, max = 0xffff) @Key(doc = "Mask of the sign bits.", fallback = "0xffff")
            int mask,

            @ValueRange(min = 0, max = 0xffff) @Key(doc = "Masked value that means negative.", fallback = "1")
            int negative) {}

    record SumFile(
            @Key(doc = "The resulting point.", example = "dc-power")
            String point,

            @ValueRange(min = 1, max = 16) @Key(doc = "Points to add; all are required.")
            List<String> of,

            @ValueRange(min = 1, max = 16) @Key(doc = "Points to add if the device has them.", absent = "none")
            List<String> also,

            Position position) {}

    record ReaderFile(
            @Key(doc = "The consumer.", example = "Fronius GEN24")
            String name,

            @ValueRange(min = 3, max = 4) @Key(doc = "Function code.", fallback = "3")
            int function,

            @Key(doc = "First register of the request.", example = "40071")
            int at,

            @ValueRange(min = 1, max = 125) @Key(doc = "Number of registers.", example = "58")
            int count,

            @Key(doc = "Interval.", absent = "once, or unknown") @Nullable
            Duration every,

            @Key(doc = "Source of this observation.") String source,
            Position position) {}

    record TelemetryFile(
            @Key(doc = "Name of the sender in the log.", example = "ESP32")
            String from) {}
}
