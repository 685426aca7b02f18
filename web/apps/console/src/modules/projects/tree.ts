export interface Grown<Node> {
  id: number
  name: string
  node: Node
  children: Grown<Node>[]
}

/** Nodes as a tree, in the order in which they came; one whose parent is not to be seen stands at the top. */
export function grow<Node extends { id: number; name: string; parent_id?: number | null }>(nodes: Node[]): Grown<Node>[] {
  const grown = new Map(nodes.map((node) => [node.id, { id: node.id, name: node.name, node, children: [] as Grown<Node>[] }]))
  const roots: Grown<Node>[] = []
  for (const one of grown.values()) (grown.get(one.node.parent_id ?? 0)?.children ?? roots).push(one)
  return roots
}
