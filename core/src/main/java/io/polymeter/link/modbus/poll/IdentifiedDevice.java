package io.polymeter.link.modbus.poll;

import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import io.polymeter.sunspec.Chain;
import org.jspecify.annotations.Nullable;

/// What a device turned out to be.
///
/// @param profile its register map, without the chain
/// @param chain null where it has none
public record IdentifiedDevice(Profile profile, @Nullable Chain chain) {

    /// All of its registers.
    public Profile registers() {
        return chain == null || profile.sunspec() == null ? profile : chain.expand(profile);
    }

    /// For people.
    Message words() {
        return chain == null ? Message.verbatim(profile.title()) : chain.message();
    }
}
