# Files that travel inside the binary: SQL migrations, the web app, the HTTP contract.

# zenix_embed(KIND out_var FILES...) writes <kind>.cpp and <kind>.bin into the build folder.
# cmake/embed.py packs them; the .cpp pulls the .bin in with .incbin, so it compiles at once.
function(zenix_embed kind out_var)
  set(generated "${CMAKE_BINARY_DIR}/generated")
  file(MAKE_DIRECTORY "${generated}")
  set(cpp "${generated}/${kind}.cpp")
  set(bin "${generated}/${kind}.bin")
  # The list goes through a file: a web build may have more names than a command line holds.
  list(JOIN ARGN "\n" names)
  file(GENERATE OUTPUT "${generated}/${kind}.list" CONTENT "${names}\n")
  add_custom_command(
    OUTPUT "${cpp}" "${bin}"
    COMMAND "${PYTHON3}" "${CMAKE_SOURCE_DIR}/cmake/embed.py" ${kind}
            "${CMAKE_SOURCE_DIR}" "${generated}/${kind}.list" "${cpp}" "${bin}"
    DEPENDS "${CMAKE_SOURCE_DIR}/cmake/embed.py" "${generated}/${kind}.list" ${ARGN}
    COMMENT "Embedding ${kind}"
    VERBATIM)
  set_source_files_properties("${cpp}" PROPERTIES OBJECT_DEPENDS "${bin}")
  set(${out_var} "${cpp}" PARENT_SCOPE)
endfunction()

file(GLOB migration_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*/schema/*.sql")
file(GLOB_RECURSE web_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/dist/*")
file(GLOB contract_file CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/api/openapi.yaml")
zenix_embed(migrations migrations_cpp ${migration_files})
zenix_embed(web web_cpp ${web_files})
zenix_embed(contract contract_cpp ${contract_file})

# The version follows git at build time, and costs nothing while no commit comes.
set(version_cpp "${CMAKE_BINARY_DIR}/generated/version.cpp")
add_custom_target(zenix_version_file
  COMMAND "${PYTHON3}" "${CMAKE_SOURCE_DIR}/cmake/embed.py" version "${CMAKE_SOURCE_DIR}" "${version_cpp}"
  BYPRODUCTS "${version_cpp}"
  VERBATIM)
