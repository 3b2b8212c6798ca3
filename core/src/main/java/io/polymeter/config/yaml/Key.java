package io.polymeter.config.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Documents one key. The key's name is the record component's name in kebab-case.
///
/// On a record that is selected by [OneOf] it documents the key that selects it.
///
/// A component that is neither `@Nullable`, nor a list or map, nor given a default here, nor a record whose own
/// components may all be absent, is a required key.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Key {

    /// One sentence for the reference and for completion in editors.
    String doc();

    /// The value taken when the key is absent, written as in the file; empty: none.
    String fallback() default "";

    /// What happens when the key is absent, in words, where that is not a fixed value, e.g. `the profile's`.
    String absent() default "";

    /// An example value, written as in the file.
    String example() default "";
}
