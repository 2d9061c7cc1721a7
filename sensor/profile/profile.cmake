# RS_PROFILE: a build that is laid out by what runs of it have shown. sensor/build-trained.sh
# does all of it: a build that counts (make), the runs, and the build that is kept (use).
# Core and sensor alone count and are counted; plugin, tests and benches are compiled as always.
#
# The counts stand in RS_PROFILE_DIR under names from the build directory down, so that each
# of the two may have a build directory of its own.
set(RS_PROFILE "" CACHE STRING "make: a build that counts what its runs do; use: one by these counts")
set_property(CACHE RS_PROFILE PROPERTY STRINGS "" make use)
set(RS_PROFILE_DIR ${CMAKE_BINARY_DIR}/profile CACHE PATH "Where the counts of RS_PROFILE are")

if(NOT RS_PROFILE)
    set(RS_PROFILE_FLAGS "")
elseif(NOT CMAKE_C_COMPILER_ID STREQUAL "GNU" OR CMAKE_C_COMPILER_VERSION VERSION_LESS 12)
    message(FATAL_ERROR "RS_PROFILE is done with GCC 12 or later only, and this is ${CMAKE_C_COMPILER_ID} "
                        "${CMAKE_C_COMPILER_VERSION}: build without it, or with -DCMAKE_C_COMPILER=gcc")
elseif(RS_PROFILE STREQUAL "make")
    # Threads count at the same time.
    set(RS_PROFILE_FLAGS -fprofile-generate=${RS_PROFILE_DIR} -fprofile-update=atomic)
    # What counts is slow, writes files when it ends, and knows its random numbers: nothing of it
    # is ever put into place, and no Wireshark loads it.
    set(RS_PLUGIN OFF)
    install(CODE "message(FATAL_ERROR \"RS_PROFILE=make: this build counts, it is not for use\")")
elseif(RS_PROFILE STREQUAL "use")
    file(GLOB counts CONFIGURE_DEPENDS ${RS_PROFILE_DIR}/*.gcda)
    if(NOT counts)
        message(FATAL_ERROR "No profile in ${RS_PROFILE_DIR}: sh sensor/build-trained.sh makes one")
    endif()
    # Ninja does not know that objects depend on these files: with other counts a definition
    # is another, and all is built again.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${counts})
    set(sums "")
    foreach(file IN LISTS counts)
        file(SHA256 ${file} sum)
        string(APPEND sums ${sum})
    endforeach()
    string(SHA256 sum "${sums}")
    # What no run came to is built as without a profile, not as small as can be: the runs know no
    # interface, no other processor and no attacker. That makes the program larger, and not slower.
    # Counts of several threads may be off by a few, that is no error. A source that has changed or
    # come since is one, and no guess: train again.
    set(RS_PROFILE_FLAGS -fprofile-use=${RS_PROFILE_DIR} -fprofile-partial-training -fprofile-correction
                         -Werror=coverage-mismatch -Werror=missing-profile -DRS_PROFILE_SUM=${sum})
else()
    message(FATAL_ERROR "RS_PROFILE is \"${RS_PROFILE}\": make, use or nothing")
endif()

# rs_profile(PROGRAM LIBRARY...): these are counted.
function(rs_profile program)
    if(NOT RS_PROFILE)
        return()
    endif()
    foreach(target ${program} ${ARGN})
        target_compile_options(${target} PRIVATE ${RS_PROFILE_FLAGS} -fprofile-prefix-path=${CMAKE_BINARY_DIR})
        target_link_options(${target} PUBLIC ${RS_PROFILE_FLAGS}) # and whoever links it
    endforeach()
    if(RS_PROFILE STREQUAL "make")
        target_sources(${program} PRIVATE ${PROJECT_SOURCE_DIR}/sensor/profile/same_numbers.c)
        # Files that the program does not need are counted too: zero, where else there would be no profile.
        list(JOIN ARGN "," libraries)
        set_target_properties(${program} PROPERTIES LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,${libraries}")
    endif()
endfunction()
